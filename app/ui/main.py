"""Entry of the app: `streamlit run app/ui/main.py`, from any folder; the frame of every page is here."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:  # Streamlit puts this file's own folder first, not the checkout
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402 - the checkout must be importable first

from app.ui.components.errors import guarded  # noqa: E402
from app.ui.navigation import pages  # noqa: E402

st.set_page_config(page_title="Binsight", page_icon="📦", layout="wide")
page = st.navigation(pages(), position="sidebar")
with guarded():
    page.run()
