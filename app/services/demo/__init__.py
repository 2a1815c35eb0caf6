"""Loads demo data into an empty store: `load_demo`.

Belongs here: checking that the store is empty, writing frames in bulk, uploading check-in files.
Does not belong here: inventing the data (`app.domain.demo`).
"""

from app.services.demo.loader import DemoReport, load_demo

__all__ = ["DemoReport", "load_demo"]
