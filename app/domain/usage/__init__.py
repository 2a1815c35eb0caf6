"""How fast parts go: daily usage, rates, ABC classes."""
