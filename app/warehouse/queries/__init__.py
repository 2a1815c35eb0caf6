"""One question per module, asked of a published snapshot."""
