"""Foreign sources: reading databases that are not ours into the lake, or refusing them before anything changes."""
