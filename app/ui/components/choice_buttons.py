"""Buttons that choose what is shown below them; unlike other choices they have shortcuts."""

from collections.abc import Mapping

import streamlit as st

from app.ui.writing import form_key


def choice_buttons(options: Mapping[str, str], default: str, *, key: str) -> str:
    """Draw one button for each of `options`, words to shortcuts; answers the chosen one, which has a border."""
    chosen = str(st.session_state.setdefault(key, default))
    with st.container(horizontal=True, gap="small", key=f"{key}-choice"):
        for option, shortcut in options.items():
            st.button(
                option,
                type="secondary" if option == chosen else "tertiary",
                key=f"choose-{option}-{key}",
                shortcut=shortcut,
                on_click=_choose,
                args=(key, option),
            )
    return chosen


def fold_button(label: str, *, key: str, shortcut: str, is_open: bool = False) -> bool:
    """Draw a button that opens and closes what is below it; says whether it is open. A write closes it again."""
    name = form_key(f"{key}-fold")
    now = bool(st.session_state.setdefault(name, is_open))
    st.button(
        label,
        icon=":material/expand_less:" if now else ":material/add:",
        key=f"choose-{name}",
        shortcut=shortcut,
        on_click=_choose,
        args=(name, not now),
    )
    return now


def _choose(key: str, value: object) -> None:
    st.session_state[key] = value
