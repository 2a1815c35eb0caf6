"""Kits: all of them with what the stock allows, what lacks; `?kit=7` shows one with its lines, lists and builds."""

from app.ui.addresses import KitAddress, read_address
from app.ui.components.frame import page_frame
from app.ui.components.kit.detail import kit_detail
from app.ui.components.kit.overview import kit_overview
from app.ui.components.kit.shortages import kit_shortages
from app.ui.navigation import link

address = read_address(KitAddress)
page_frame("Kits" if address.kit is None else "Kit")
if address.kit is None:
    kit_overview()
    kit_shortages()
else:
    link("kits", "All kits", icon="arrow_back")
    kit_detail(address.kit)
