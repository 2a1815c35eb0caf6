"""Tables that answer questions; each has a contract and a version."""
