"""Parts that may be the same: the list of candidates, and two of them side by side."""
