"""Importers: one module per foreign format, one shared plan-and-commit path."""
