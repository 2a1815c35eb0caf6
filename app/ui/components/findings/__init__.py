"""What could be written better: one finding with its mend, and the list of all parts."""
