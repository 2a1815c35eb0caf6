"""Pages, one module (or folder) each, found by `app/ui/main.py`."""
