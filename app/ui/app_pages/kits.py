"""Kits: all of them with what the stock allows, what lacks; `?kit=7` shows one with its lines, lists and builds."""

from app.ui.addresses import KitAddress, read_address
from app.ui.components.frame import page_frame
from app.ui.components.kit.detail import kit_detail, kit_name
from app.ui.components.kit.order import order_any_kit
from app.ui.components.kit.overview import kit_overview
from app.ui.components.kit.shortages import kit_shortages
from app.ui.components.plain_text import plain
from app.ui.navigation import link

address = read_address(KitAddress)
page_frame("Kits" if address.kit is None else plain(kit_name(address.kit)))
if address.kit is None:
    kit_overview()
    order_any_kit()
    kit_shortages()
else:
    link("kits", "All kits", icon="arrow_back")
    kit_detail(address.kit)
