"""Buying: shopping lists and their lines, orders per seller, receiving, and what kits put on lists."""
