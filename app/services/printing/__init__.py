"""PDFs to print: labels and contents sheets. Belongs here: drawing. Does not belong here: what is drawn."""
