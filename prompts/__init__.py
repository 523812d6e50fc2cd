"""Prompt templates and the one renderer."""
