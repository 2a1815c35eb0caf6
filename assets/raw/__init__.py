"""What the sources said, when, in which run."""
