"""Dropped files: reading each once into the lake, and what people decide about those that could not be read."""
