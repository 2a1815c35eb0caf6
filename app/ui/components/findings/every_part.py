"""Findings about all parts, a page at a time, of one kind or of all."""

from itertools import groupby

import streamlit as st

from app.domain.quality.normalisation import KINDS
from app.services.quality_service import PartFinding, count_kinds
from app.ui.components.findings.one import draw_finding
from app.ui.components.plain_text import shorten
from app.ui.counted import counted
from app.ui.navigation import link
from app.ui.resources import unit_of_work

LINES = 25
ANY = "any"
_PAGE = "findings-page"


def findings_of_all() -> None:
    """Draw the filter and a page of findings, or that there is nothing to do."""
    with unit_of_work() as work:
        state = work.quality.state()
    every = _found(state)
    kind = st.selectbox("Kind", (ANY, *KINDS), bind="query-params", key="kind")
    found = [one for one in every if kind in {ANY, one.finding.kind}]
    if not found:
        what = "Nothing could be written better." if kind == ANY else "There are no findings of this kind."
        st.info(what, icon=":material/check:")
        return
    kinds = ", ".join(f"{count:,} {name}" for name, count in count_kinds(every).items())
    st.caption(f"{counted(len(found), 'finding')}; nothing is changed by itself. Of each kind: {kinds}")
    pages = -(-len(found) // LINES)
    if int(st.session_state.get(_PAGE, 1)) > pages:  # a narrower filter has fewer pages
        st.session_state[_PAGE] = 1
    page = int(st.session_state.get(_PAGE, 1))
    for key, group in groupby(found[(page - 1) * LINES : page * LINES], key=lambda one: one.key):
        with st.container(border=True, gap="xsmall", key=f"findings-{key}"):
            of_part = list(group)
            link("part", f"{key} · {shorten(of_part[0].description)}", icon="memory", part=key)
            for place, one in enumerate(of_part):
                draw_finding(key, one.finding, f"{key}-{place}")
    if pages > 1:
        st.pagination(pages, key=_PAGE, max_visible_pages=7)


@st.cache_data(max_entries=2, show_spinner="Reading all parts ...")
def _found(state: str) -> list[PartFinding]:  # noqa: ARG001 - the store's state is what the answer is kept for
    with unit_of_work() as work:
        return work.quality.of_all()
