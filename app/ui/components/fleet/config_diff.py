"""The difference between two configurations, key by key."""

import json
from collections.abc import Sequence
from typing import Any

import streamlit as st

from app.domain.catalogue.config_rules import ConfigDifference
from app.ui.components.tables import small_table


def config_diff(differences: Sequence[ConfigDifference]) -> None:
    """Draw what was added, removed or changed."""
    if not differences:
        st.info("The two versions are the same.", icon=":material/drag_handle:")
        return
    small_table(
        [
            {
                "Key": difference.path,
                "What": difference.change,
                "Before": _as_text(difference.before),
                "After": _as_text(difference.after),
            }
            for difference in differences
        ]
    )


def _as_text(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)
