"""Pick lists: open and done; `?pick_list=4` shows one as a walk from slot to slot."""

from app.ui.addresses import PickListAddress, read_address
from app.ui.components.frame import page_frame
from app.ui.components.picking.overview import pick_list_overview
from app.ui.components.picking.walk import pick_walk
from app.ui.navigation import link

address = read_address(PickListAddress)
page_frame("Pick lists" if address.pick_list is None else f"Pick list {address.pick_list}")
if address.pick_list is None:
    pick_list_overview()
else:
    link("pick_lists", "All pick lists", icon="arrow_back")
    pick_walk(address.pick_list)
