"""Words shared by parts (what they need) and boxes (what they offer)."""

SIZE_CLASSES = ("small", "medium", "large")
"""From smallest to largest; a part fits a box of its own class or a larger one."""

STORAGE_PROPERTIES = ("esd", "moisture", "hazard")
"""Needs of a part and offers of a box; a box fits when it offers all that the part needs."""
