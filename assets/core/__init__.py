"""Typed, conformed, keyed tables.
"""
