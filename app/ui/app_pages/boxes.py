"""Boxes: all of them with how full they are; `?box=7` shows one as a grid, `&slot=3` what a slot holds."""

from app.ui.addresses import BoxAddress, read_address
from app.ui.components.box.detail import box_detail
from app.ui.components.box.overview import box_overview
from app.ui.components.frame import page_frame
from app.ui.navigation import link
from app.ui.resources import unit_of_work

address = read_address(BoxAddress)
snapshot = page_frame("Boxes" if address.box is None else f"Box {address.box}")
if address.box is None:
    box_overview()
else:
    link("boxes", "All boxes", icon="arrow_back")
    with unit_of_work() as work:
        row, contents = work.boxes.usage(address.box), work.boxes.contents(address.box)
    box_detail(row, contents, address.slot, snapshot)
