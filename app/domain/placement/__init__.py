"""Where parts should live: suggestion methods behind one interface, and distances."""
