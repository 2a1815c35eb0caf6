"""The field in which a person says in which currency a file's prices are."""

import streamlit as st


def currency_field(key: str, label: str, told: str | None = None) -> str | None:
    """Draw the field, filled with what was told before; None when it is empty."""
    text = st.text_input(
        label,
        value=told or "",
        max_chars=3,
        placeholder="EUR",
        key=key,
        help="Left empty, such prices are left out.",
        width=300,
    )
    return text.strip().upper() or None
