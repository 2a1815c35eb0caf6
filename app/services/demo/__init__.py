"""Loads demo data into an empty store: `load_demo`, or `load_store` for a size of one's own.

Belongs here: checking that the store is empty, writing frames in bulk, dropping files of devices.
Does not belong here: inventing the data (`app.domain.demo`).
"""

from app.services.demo.loader import DemoReport, load_demo, load_store

__all__ = ["DemoReport", "load_demo", "load_store"]
