"""Documents as values: web addresses that may be fetched, what a page says about itself, names for downloads."""
