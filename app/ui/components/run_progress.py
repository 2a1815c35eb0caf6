"""The pipeline run in progress, as every page shows it, and the button that starts one."""

import streamlit as st

from app.ui.components.plain_text import plain
from app.ui.pipeline_runner import PipelineRunner
from app.ui.resources import settings

_SEEN = "run-result-seen"


@st.cache_resource(show_spinner=False)
def runner() -> PipelineRunner:
    """The process's runner."""
    return PipelineRunner(settings())


def start_button(key: str) -> None:
    """A button that runs the pipeline; while a run is going it says so instead."""
    going = runner().seconds() is not None
    label = "The pipeline is running" if going else "Run the pipeline now"
    if st.button(label, key=key, icon=":material/play_arrow:", type="primary", disabled=going):
        runner().start()
        st.rerun()


def run_progress() -> None:
    """Progress of the present run, or how the latest one ended until the reader dismisses it."""
    if runner().seconds() is not None:
        _watch()
        return
    result = runner().result()
    if result is None or st.session_state.get(_SEEN) is result:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="run-result"):
        icon = "check" if result.published else "error"
        st.markdown(f":material/{icon}: {plain(result.sentence)}", width="content")
        if st.button("Dismiss", key="dismiss-run"):
            st.session_state[_SEEN] = result
            st.rerun()


@st.fragment(run_every=1.0)
def _watch() -> None:
    """Redrawn every second without the rest of the page; the whole page follows when the run ends."""
    seconds = runner().seconds()
    if seconds is None:
        st.rerun(scope="app")
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="run-progress"):
        st.markdown(
            f":material/progress_activity: The pipeline is running, {seconds:.0f} s so far. "
            "You may leave this page; figures change when it has published.",
            width="content",
        )
        if st.button("Cancel", key="cancel-run"):
            runner().cancel()
