"""What could be written better about a part; a person decides."""

import streamlit as st

from app.domain.catalogue.text_rules import label
from app.domain.quality.normalisation import Finding
from app.ui.components.tables import small_table


def part_findings(findings: list[Finding]) -> None:
    """Draw the findings, folded away; nothing when all is well written."""
    if not findings:
        return
    with st.expander(f"{len(findings)} {'field' if len(findings) == 1 else 'fields'} could be written better"):
        small_table(
            [
                {
                    "Field": label(finding.field),
                    "What is wrong": finding.problem,
                    "Could be": finding.suggestion or "",
                }
                for finding in findings
            ]
        )
