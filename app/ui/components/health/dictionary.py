"""The data dictionary: every contract with its grain, columns, units and rules."""

import polars as pl
import streamlit as st

from app.contracts.base import Contract
from app.contracts.dictionary import column_type, limits
from app.contracts.registry import ALL
from app.ui.components.plain_text import plain
from app.ui.components.tables import data_table, text


def data_dictionary() -> None:
    """Draw the contract that the reader chooses."""
    tables = {contract.table: contract for contract in ALL}
    chosen = st.selectbox("Table", sorted(tables), index=None, placeholder="choose a table", key="contract")
    if chosen is not None:
        _contract(tables[chosen])


def _contract(contract: Contract) -> None:
    st.text(contract.description)
    if contract.deprecated:
        st.warning(plain(f"Deprecated: {contract.deprecated}"), icon=":material/event_busy:")
    promise = f"A row is {contract.grain}; key: {', '.join(contract.key)}; version {contract.version}"
    st.caption(plain(f"{promise}; owner: {contract.owner}"))
    data_table(
        _columns(contract),
        {
            "name": text("Column"),
            "type": text("Type"),
            "unit": text("Unit"),
            "empty": text("May be empty"),
            "values": text("Values"),
            "meaning": text("Meaning", width="large"),
        },
        key=f"contract-{contract.table}",
    )
    for rule in contract.rules:
        st.markdown(f"- always true: {plain(rule)}")


def _columns(contract: Contract) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "name": column.name,
                "type": column_type(column),
                "unit": column.unit or "",
                "empty": "yes" if column.nullable else "no",
                "values": limits(column),
                "meaning": column.description,
            }
            for column in contract.columns
        ]
    )
