"""Duplicates: pairs that may be the same part; `?first=ABCD&second=MEDA` shows two side by side and merges them."""

from app.ui.addresses import DuplicateAddress, read_address
from app.ui.components.duplicates.candidates import candidates
from app.ui.components.duplicates.dismissed import dismissed
from app.ui.components.duplicates.side_by_side import side_by_side
from app.ui.components.frame import page_frame
from app.ui.navigation import link

address = read_address(DuplicateAddress)
page_frame("Duplicates")
if address.first is None or address.second is None:
    candidates()
    dismissed()
else:
    link("duplicates", "All candidates", icon="arrow_back")
    side_by_side(address.first, address.second)
