"""How frames of the lake are stored and loaded."""
