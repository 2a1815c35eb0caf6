"""Rules that rows must keep, as pure checks on frames."""
