"""What the journal can show, as its tabs and addresses call it."""

VIEW = "show"
LINES = "Stock lines"
CHANGES = "All changes"
