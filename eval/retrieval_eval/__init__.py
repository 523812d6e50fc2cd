"""Search measured on collections in BEIR layout."""
