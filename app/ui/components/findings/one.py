"""One finding in words, with the button that writes the field as it suggests."""

import streamlit as st

from app.domain.catalogue.text_rules import label
from app.domain.quality.normalisation import Finding
from app.ui.components.field_errors import FieldErrors
from app.ui.components.plain_text import plain, shorten
from app.ui.writing import form_key, write

_SHOWN = 120


def draw_finding(part_key: str, finding: Finding, place: str) -> None:
    """Draw it; `place` tells it from other findings on the page."""
    errors = FieldErrors()
    problem = f"**{plain(label(finding.field))}** {plain(finding.problem)}"
    better = f"  \n:small[better: {plain(shorten(finding.suggestion, _SHOWN))}]" if finding.suggestion else ""
    now = "" if finding.given is None else f"  \n:small[now: {plain(shorten(finding.given, _SHOWN))}]"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"{problem}{now}{better}", width="stretch")
        pressed = finding.suggestion is not None and st.button(
            "Write it so", key=form_key(f"mend-{place}"), type="tertiary", icon=":material/check:"
        )
    errors.foot()
    if pressed:
        write(lambda work: work.quality.mend(part_key, finding.kind, finding.field, finding.given), errors)
