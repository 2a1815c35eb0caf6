"""Change many parts: find them, choose a field, see what would differ, change all of it as one batch."""

from app.ui.components.bulk_edit import bulk_edit
from app.ui.components.frame import page_frame

page_frame("Change many parts")
bulk_edit()
