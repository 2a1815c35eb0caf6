"""Types: the categories of parts with their counts; add, rename and delete them."""

from app.ui.components.frame import page_frame
from app.ui.components.part_types import part_types

page_frame("Types")
part_types()
