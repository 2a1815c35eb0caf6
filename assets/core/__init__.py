"""Typed, conformed, keyed tables."""
