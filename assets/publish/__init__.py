"""The one asset that publishes a snapshot."""
