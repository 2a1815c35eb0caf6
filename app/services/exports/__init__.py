"""Exports: every list of the store as CSV, JSON and Parquet, streamed. One question per list, one writer per format."""
