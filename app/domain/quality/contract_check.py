"""Does a table keep its contract? Every promise is checked; nothing is repaired here.

One streaming pass counts the rows that break each promise and one looks at the order of the keys, so that a ledger of
any length is checked in little memory; in one pass, the rows would wait in memory for the slower of the two. Only where
rows were counted is the table read again, for the first keys concerned.
"""

import polars as pl

from app.contracts.base import Column, Contract

KEYS_AT_ONCE = 5_000_000
"""Keys that are remembered at once: about a quarter of a gigabyte of whole numbers."""
_SHOWN = 3
_REPEATS = "repeats"


def violations(table: pl.DataFrame | pl.LazyFrame, contract: Contract) -> list[str]:
    """Broken promises in words, with the first keys concerned; empty when the contract is kept.

    Looked at in this order: columns and types, key, nulls, bounds, vocabularies, row rules. Without the right columns
    the rest is not looked at.
    """
    rows = table.lazy()
    differences = _column_differences(rows.collect_schema(), contract.schema)
    if differences:
        return differences
    promises = _promises(contract)
    counts = [(~kept).sum().alias(str(number)) for number, (_, kept) in enumerate(promises)]
    counted = rows.select(counts).collect(engine="streaming")
    unordered = rows.select(_out_of_order(contract)).collect(engine="streaming").item()
    found = [_key_violation(rows, contract)] if unordered > 0 else []
    for number, (sentence, kept) in enumerate(promises):
        if broken := counted.item(0, str(number)):
            keys = _first_keys(rows.filter(~kept), contract, broken)
            found.append(f"not so in {broken} rows: {sentence} ({keys})")
    return [violation for violation in found if violation]


def keeps_promises(contract: Contract) -> pl.Expr:
    """True for a row that breaks no promise by itself: nulls, bounds, vocabularies, row rules."""
    return pl.all_horizontal(pl.lit(value=True), *(kept for _, kept in _promises(contract)))


def _column_differences(found: pl.Schema, promised: pl.Schema) -> list[str]:
    if found == promised:
        return []
    missing = [f"column {name} is missing" for name in promised if name not in found]
    retyped = [
        f"column {name} is {found[name]}, promised is {dtype}"
        for name, dtype in promised.items()
        if name in found and found[name] != dtype
    ]
    unknown = [f"column {name} is not in the contract" for name in found if name not in promised]
    return missing + retyped + unknown or [f"columns come in the order {', '.join(found)}"]


def _promises(contract: Contract) -> list[tuple[str, pl.Expr]]:
    """Predicates that every row keeps, each with its sentence."""
    of_columns = [promise for column in contract.columns for promise in _column_promises(column)]
    return of_columns + [(sentence, rule.fill_null(value=False)) for sentence, rule in contract.rules.items()]


def _column_promises(column: Column) -> list[tuple[str, pl.Expr]]:
    """Null is judged by nullability alone."""
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


def _out_of_order(contract: Contract) -> pl.Expr:
    """Rows whose key is not greater than the one before. None means that no key repeats; some may mean nothing.

    Tables are stored in the order of their key, so that this saves remembering every key.
    """
    after: pl.Expr = pl.lit(value=False)
    for name in reversed(contract.key):
        key, before = pl.col(name), pl.col(name).shift()
        after = (key > before) | ((key == before) & after)
    return (~after.fill_null(value=False)).sum().cast(pl.Int64) - 1


def _key_violation(table: pl.LazyFrame, contract: Contract) -> str:
    """Keys that repeat, looked for in as many passes as keep the keys of each in memory."""
    slices = 1 + table.select(pl.len()).collect(engine="streaming").item() // KEYS_AT_ONCE
    slice_of_key = pl.struct(contract.key).hash(seed=0) % slices
    repeated = pl.concat(
        table.filter(slice_of_key == number)
        .group_by(contract.key)
        .agg(pl.len().alias(_REPEATS))
        .filter(pl.col(_REPEATS) > 1)
        .select(contract.key)
        .collect(engine="streaming")
        for number in range(slices)
    ).sort(contract.key)
    if repeated.is_empty():
        return ""
    listed = _listed(repeated.head(_SHOWN), repeated.height)
    return f"key ({', '.join(contract.key)}) repeats for {repeated.height}: {listed}"


def _first_keys(rows: pl.LazyFrame, contract: Contract, total: int) -> str:
    return _listed(rows.select(contract.key).head(_SHOWN).collect(engine="streaming"), total)


def _listed(keys: pl.DataFrame, total: int) -> str:
    shown = "; ".join(", ".join(map(str, row)) for row in keys.iter_rows())
    return shown + ("; ..." if total > _SHOWN else "")
