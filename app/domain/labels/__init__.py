"""Labels as values: what stands on one, and which sheets they are printed on."""
