"""Buying as arithmetic: what is still to be bought, how reliable sellers are, what an order looks like as a file."""
