"""Does a frame keep its contract? Every promise is checked; nothing is repaired here."""

import polars as pl

from app.contracts.base import Column, Contract

_SHOWN = 3


def violations(frame: pl.DataFrame, contract: Contract) -> list[str]:
    """Broken promises in words, with the first keys concerned; empty when the contract is kept.

    Checked in this order: columns and types, nulls, key, bounds, vocabularies, row rules. Without the right columns
    the rest is not looked at.
    """
    if frame.schema != contract.schema:
        return [f"columns are {dict(frame.schema)}, promised are {dict(contract.schema)}"]
    found = [_key_violation(frame, contract)]
    for column in contract.columns:
        found += [_count(frame, contract, ~kept, sentence) for sentence, kept in _column_rules(column)]
    found += [
        _count(frame, contract, ~rule.fill_null(value=False), sentence) for sentence, rule in contract.rules.items()
    ]
    return [violation for violation in found if violation]


def _column_rules(column: Column) -> list[tuple[str, pl.Expr]]:
    """Predicates that a row keeps, each with its sentence; null is judged by nullability alone."""
    value, rules = pl.col(column.name), []
    if not column.nullable:
        rules.append((f"{column.name} is filled in", value.is_not_null()))
    if column.minimum is not None:
        rules.append((f"{column.name} is at least {column.minimum:g}", (value >= column.minimum).fill_null(value=True)))
    if column.maximum is not None:
        rules.append((f"{column.name} is at most {column.maximum:g}", (value <= column.maximum).fill_null(value=True)))
    if column.allowed is not None:
        known = value.is_in(column.allowed).fill_null(value=True)
        rules.append((f"{column.name} is one of {', '.join(column.allowed)}", known))
    if column.dtype == pl.Float64:
        rules.append((f"{column.name} is a finite number", value.is_finite().fill_null(value=True)))
    return rules


def _key_violation(frame: pl.DataFrame, contract: Contract) -> str:
    repeated = frame.select(contract.key).filter(pl.struct(contract.key).is_duplicated()).unique(maintain_order=True)
    if repeated.is_empty():
        return ""
    return f"key ({', '.join(contract.key)}) repeats for {repeated.height}: {_keys(repeated)}"


def _count(frame: pl.DataFrame, contract: Contract, broken: pl.Expr, sentence: str) -> str:
    rows = frame.filter(broken).select(contract.key)
    return "" if rows.is_empty() else f"not so in {rows.height} rows: {sentence} ({_keys(rows)})"


def _keys(rows: pl.DataFrame) -> str:
    shown = "; ".join(", ".join(map(str, row)) for row in rows.head(_SHOWN).iter_rows())
    return shown + ("; ..." if rows.height > _SHOWN else "")
