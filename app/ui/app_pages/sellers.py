"""Sellers: all of them; `?seller=2` shows one with its logo, its record and what it offers."""

from app.ui.addresses import SellerAddress, read_address
from app.ui.components.frame import page_frame
from app.ui.components.seller.detail import seller_detail
from app.ui.components.seller.overview import seller_overview
from app.ui.navigation import link

address = read_address(SellerAddress)
page_frame("Sellers")
if address.seller is None:
    seller_overview()
else:
    link("sellers", "All sellers", icon="arrow_back")
    seller_detail(address.seller)
