"""Shopping: all lists; `?shopping_list=4` shows one by seller, `&line=12` what can be done with a line."""

from app.ui.addresses import ShoppingAddress, read_address
from app.ui.components.frame import page_frame
from app.ui.components.shopping.board import shopping_board
from app.ui.components.shopping.overview import list_overview
from app.ui.navigation import link

address = read_address(ShoppingAddress)
snapshot = page_frame("Shopping")
if address.shopping_list is None:
    list_overview()
else:
    link("shopping", "All shopping lists", icon="arrow_back")
    shopping_board(address.shopping_list, address.line, snapshot)
