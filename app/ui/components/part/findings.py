"""What could be written better about a part; a person decides."""

import streamlit as st

from app.domain.quality.normalisation import Finding
from app.ui.components.findings.one import draw_finding


def part_findings(part_key: str, findings: list[Finding]) -> None:
    """Draw the findings, folded away; nothing when all is well written."""
    if not findings:
        return
    with st.expander(f"{len(findings)} {'thing' if len(findings) == 1 else 'things'} could be written better"):
        for place, finding in enumerate(findings):
            draw_finding(part_key, finding, f"{part_key}-{place}")
