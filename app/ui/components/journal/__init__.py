"""Pieces of the Stock journal: its filters, and its lines with undo."""
