"""What is asked: a table, a column and a key as people write them, checked against the contracts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

import polars as pl

from app.contracts.base import Column, Contract
from app.contracts.registry import PUBLISHED
from app.exceptions import ValidationException
from app.utils.time import parse_instant

_ENDINGS = ("_key", "_no", "_name")


def asked_contract(table: str, column: str) -> Contract:
    """The contract that promises the column.

    Raises:
        ValidationException: no such table or column; the sentence names those there are.
    """
    contract = next((contract for contract in PUBLISHED if contract.table == table), None)
    if contract is None:
        tables = [c.table for c in PUBLISHED]
        raise ValidationException(
            f"There is no table {table}{_meant(table, tables)}; there are {', '.join(tables)}", field="table"
        )
    if column not in contract.schema:
        raise ValidationException(
            f"{table} has no column {column}{_meant(column, contract.schema)}; it has {', '.join(contract.schema)}",
            field="column",
        )
    return contract


def asked_key(contract: Contract, given: Sequence[str]) -> dict[str, Any]:
    """Values of the contract's key columns from texts such as `part=ABCD`; the short form of `part_key` is `part`.

    Raises:
        ValidationException: a key is missing, unknown, given twice or not of its column's type.
    """
    columns = {column.name: column for column in contract.columns if column.name in contract.key}
    names = {short_name(name): name for name in columns} | {name: name for name in columns}
    values: dict[str, Any] = {}
    for text in given:
        name, equals, value = text.partition("=")
        column = names.get(name.strip())
        if not equals or column is None:
            raise ValidationException(f"'{text}' is not a key of {contract.table}; {_wanted(contract)}", field="key")
        if column in values:
            raise ValidationException(f"The key {column} was given twice", field="key")
        values[column] = _value(columns[column], value)
    missing = [name for name in contract.key if name not in values]
    if missing:
        raise ValidationException(
            f"The key of {contract.table} lacks {' and '.join(missing)}; {_wanted(contract)}", field="key"
        )
    return values


def short_name(column: str) -> str:
    """`part` for `part_key`, `box` for `box_no`, `type` for `type_name`; other names have no shorter form."""
    ending = next((ending for ending in _ENDINGS if column.endswith(ending)), "")
    return column.removesuffix(ending)


def key_text(key: Mapping[str, Any]) -> str:
    """A key as people read it."""
    return ", ".join(f"{name}={value}" for name, value in key.items())


def _meant(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _wanted(contract: Contract) -> str:
    return "give " + " ".join(f"--key {short_name(name)}=..." for name in contract.key)


def _value(column: Column, text: str) -> Any:
    """The value; white space around a text belongs to it, because keys of other systems may differ in it alone."""
    try:
        if column.dtype == pl.Date:
            return date.fromisoformat(text.strip())
        if isinstance(column.dtype, pl.Datetime):
            return parse_instant(text, field="key")
        if column.dtype.is_integer():
            return int(text)
    except ValueError:
        raise ValidationException(
            f"'{text}' is not a value of {column.name}; it is {_example(column)}", field="key"
        ) from None
    return text.strip().upper() if column.name == "part_key" else text


def _example(column: Column) -> str:
    return "a day such as 2026-01-05" if column.dtype == pl.Date else "a whole number"
