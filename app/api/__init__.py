"""The HTTP door: routers, dependencies, error bodies. No rule is decided here."""
