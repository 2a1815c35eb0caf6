"""Contract checks (generated, blocking) and Great Expectations suites."""
