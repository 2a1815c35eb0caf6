"""The pages, their sections, and links between them; addresses carry keys, never state."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from app.ui.components.plain_text import plain

FOLDER = Path(__file__).parent / "app_pages"

SECTIONS = {
    "": {"today": ("Today", "today")},
    "Inventory": {
        "find": ("Find", "search"),
        "part": ("Part", "memory"),
        "boxes": ("Boxes", "grid_view"),
        "journal": ("Stock journal", "receipt_long"),
        "kits": ("Kits", "category"),
        "pick_lists": ("Pick lists", "checklist"),
        "shopping": ("Shopping", "shopping_cart"),
        "sellers": ("Sellers", "storefront"),
        "bulk_edit": ("Change many", "edit_note"),
        "duplicates": ("Duplicates", "merge"),
        "findings": ("Findings", "rule"),
        "types": ("Types", "sell"),
        "imports": ("Imports", "upload_file"),
    },
    "Insight": {"placement": ("Placement", "pin_drop"), "usage": ("Usage", "bar_chart")},
    "Devices": {"devices": ("Devices", "router")},
    "System": {"health": ("Data health", "verified"), "quarantine": ("Quarantine", "report")},
}
"""Section to pages: module name in `app_pages` to title and icon."""


def pages() -> dict[str, list[StreamlitPage]]:
    """The pages of `st.navigation`, Today first and default."""
    return {
        section: [
            st.Page(
                FOLDER / f"{name}.py",
                title=title,
                icon=f":material/{icon}:",
                url_path=name,
                default=name == "today",
            )
            for name, (title, icon) in members.items()
        ]
        for section, members in SECTIONS.items()
    }


def link(page: str, label: str, *, icon: str | None = None, **query: str) -> None:
    """A link to a page; `label` is shown literally, `query` becomes the address."""
    st.page_link(page_file(page), label=plain(label), icon=icon and f":material/{icon}:", query_params=query or None)


def go(page: str, **query: str) -> None:
    """Leave for another page at once."""
    st.switch_page(page_file(page), query_params=query or None)


def page_file(page: str) -> Path:
    """The file of a page, as Streamlit names it."""
    return FOLDER / f"{page}.py"
