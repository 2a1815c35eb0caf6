"""Words shared by parts (what they need) and boxes (what they offer)."""

from app.contracts.vocabulary import SIZE_CLASSES, STORAGE_PROPERTIES

__all__ = ["SIZE_CLASSES", "STORAGE_PROPERTIES"]
