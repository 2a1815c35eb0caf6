"""What a search found, grouped, each hit with where it lies and why it matched."""

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from app.services.hit import Hit
from app.ui.components.labels.hits import print_hits
from app.ui.components.plain_text import plain, shorten
from app.ui.components.thumbnails import Thumbnails
from app.ui.navigation import link
from app.ui.resources import unit_of_work

LIMIT = 30
_SHOWN_PIXELS = 56
_STORED_PIXELS = 160
"""Sharp on screens with small pixels."""
GROUPS = {"slot": "Slots", "part": "Parts", "box": "Boxes", "kit": "Kits", "device": "Devices"}


def find_results(query: str) -> None:
    """Draw the hits for `query`, or what to type."""
    if not query.strip():
        st.info(
            "Type a part's key, a slot such as 7-3, a value such as 4k7 or 100nF, or words of a description.",
            icon=":material/search:",
        )
        return
    with unit_of_work() as work:
        hits = work.search.find(query, limit=LIMIT)
    if not hits:
        st.info(
            f"Nothing matches {plain(query[:60])}. Try fewer or shorter words, or the part's key.",
            icon=":material/search_off:",
        )
        link("part", "Make a new part", icon="add")
        return
    print_hits(hits)
    for kind, group in groupby(sorted(hits, key=_group), key=lambda hit: hit.kind):
        found = list(group)
        st.subheader(f"{GROUPS[kind]} ({len(found)})", anchor=False)
        _hits(found)
    if len(hits) >= LIMIT:
        st.caption(f"The best {LIMIT} hits are shown; add a word to narrow the search.")


def _group(hit: Hit) -> int:
    return list(GROUPS).index(hit.kind)


def _hits(hits: Sequence[Hit]) -> None:
    thumbnails = Thumbnails(_STORED_PIXELS)
    pictures = [thumbnails.of(hit.cover) for hit in hits]
    has_pictures = any(pictures)
    for hit, picture in zip(hits, pictures, strict=True):
        with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
            if has_pictures:
                _picture(hit, picture)
            with st.container(gap="xsmall"):
                _link(hit)
                st.caption(f"{plain(hit.subtitle)}  \n{plain(_facts(hit))}")
    thumbnails.say_what_failed()


def _picture(hit: Hit, picture: bytes | None) -> None:
    """In a column of its own, so that all texts begin at one edge."""
    with st.container(width=_SHOWN_PIXELS):
        if picture is not None:
            st.image(picture, width=_SHOWN_PIXELS, alt=hit.title)
        else:
            st.markdown(":gray[:material/hide_image:]", text_alignment="center")


def _facts(hit: Hit) -> str:
    quantity = "" if hit.quantity is None else f"{hit.quantity:,} pieces"
    where = f"in {', '.join(hit.locations)}" if hit.locations else ""
    return " · ".join(text for text in (quantity, where, hit.why) if text)


def _link(hit: Hit) -> None:
    """Everything opens its own page."""
    if hit.kind == "part":
        link("part", f"{hit.key} · {shorten(hit.title)}", icon="memory", part=hit.key)
    elif hit.kind == "device":
        link("devices", hit.title, icon="router", device=hit.key)
    elif hit.kind == "box":
        link("boxes", hit.title, icon="grid_view", box=hit.key)
    elif hit.kind == "slot":
        box_no, _, loc_no = hit.key.partition("-")
        link("boxes", hit.title, icon="pin_drop", box=box_no, slot=loc_no)
    else:
        link("kits", hit.title, icon="category", kit=hit.key)
