"""Pieces of the Sellers page: all sellers, and one with its logo, record and offers."""
