"""DeepNews."""
