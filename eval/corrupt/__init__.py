"""Errors planted on purpose into a checked article, to see which of them the checker finds."""
