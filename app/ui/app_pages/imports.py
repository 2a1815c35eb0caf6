"""Imports: choose a format, upload, see what a dry run says row by row, import as one batch, undo."""

from app.ui.components.frame import page_frame
from app.ui.components.importing.past import past_imports
from app.ui.components.importing.upload import upload

page_frame("Imports")
upload()
past_imports()
