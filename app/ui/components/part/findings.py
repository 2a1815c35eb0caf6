"""What could be written better about a part; a person decides."""

import streamlit as st

from app.domain.catalogue.text_rules import label
from app.domain.quality.normalisation import Finding


def part_findings(findings: list[Finding]) -> None:
    """Draw the findings, folded away; nothing when all is well written."""
    if not findings:
        return
    with st.expander(f"{len(findings)} {'thing' if len(findings) == 1 else 'things'} could be written better"):
        for finding in findings:
            better = f" – could be {finding.suggestion}" if finding.suggestion else ""
            st.text(f"{label(finding.field)}: {finding.problem}{better}")
