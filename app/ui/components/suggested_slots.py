"""Why slots are suggested for what arrives."""

from collections.abc import Sequence

import streamlit as st

from app.services.putaway_service import SlotSuggestion
from app.ui.components.plain_text import plain


def why_suggested(suggested: Sequence[SlotSuggestion]) -> None:
    """Each slot with all that speaks for it; nothing where nothing is suggested."""
    if not suggested:
        return
    with st.expander("Where it could go, and why"):
        for one in suggested:
            st.markdown(f"**{plain(one.location)}** {plain('; '.join(_why(one)))}")


def _why(one: SlotSuggestion) -> list[str]:
    saving = one.saving_m_per_month or 0.0
    if saving < 1.0:
        return list(one.reasons)
    return [*one.reasons, f"saves {saving:.0f} m of walking a month against where most of it lies"]
