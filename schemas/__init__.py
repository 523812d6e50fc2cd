"""The frozen objects that travel between stages."""
