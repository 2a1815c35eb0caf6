"""The lock: what was promised last, so that a promise cannot be broken unnoticed.

The lock is a generated file beside the docs. A change that readers cannot be hurt by (a new table, a new column, other
words, narrower bounds, one more word of a vocabulary, which readers have to expect) makes the lock out of date; one
that can hurt them (a column gone, renamed or of another type or unit, a value that may be empty now or lie where none
ever lay, a rule gone, another key) needs a new version of the table, with the old one kept and marked deprecated until
the next time the lock is written. A raw table is called as in its source and is read by this pipeline alone, so there
a higher version is enough.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.contracts.base import WORK_LAYERS, Column, Contract

Locked = Mapping[str, Any]
"""One table as the lock holds it."""


@dataclass(frozen=True)
class Changes:
    """What differs from the lock, a sentence each: what breaks readers, and what only makes the lock out of date."""

    breaking: list[str]
    harmless: list[str]


def render(contracts: Sequence[Contract]) -> str:
    """The text of the lock: JSON with a line for every column, so that a change can be read in a diff."""
    return _object({contract.table: _object(_lines(contract), 1) for contract in contracts}, 0) + "\n"


def compare(lock: str, contracts: Sequence[Contract]) -> Changes:
    """What changed since the lock was written."""
    before: dict[str, Locked] = json.loads(lock)
    now = {contract.table: contract for contract in contracts}
    breaking, harmless = _undeprecated(contracts), [f"{table} is new" for table in now if table not in before]
    for table, locked in before.items():
        if table not in now:
            (harmless if locked["deprecated"] else breaking).append(_gone(table, locked))
            continue
        broken = list(_broken_promises(locked, now[table]))
        breaking += [f"{table}: {sentence}. {_remedy(now[table], locked)}" for sentence in broken]
        if not broken and locked != _locked(now[table]):
            harmless.append(f"{table} says more, less or something else than before")
    return Changes(breaking, harmless)


def _lines(contract: Contract) -> dict[str, str]:
    locked = _locked(contract)
    columns = {name: json.dumps(column) for name, column in locked["columns"].items()}
    return {name: json.dumps(value) for name, value in locked.items()} | {"columns": _object(columns, 2)}


def _object(members: Mapping[str, str], depth: int) -> str:
    indent = "\n" + " " * depth
    return "{" + ",".join(f"{indent} {json.dumps(name)}: {text}" for name, text in members.items()) + indent + "}"


def _locked(contract: Contract) -> Locked:
    return {
        "version": contract.version,
        "grain": contract.grain,
        "key": list(contract.key),
        "owner": contract.owner,
        "deprecated": contract.deprecated,
        "columns": {column.name: _locked_column(column) for column in contract.columns},
        "rules": list(contract.rules),
    }


def _locked_column(column: Column) -> Locked:
    limits = {"minimum": column.minimum, "maximum": column.maximum, "allowed": column.allowed and list(column.allowed)}
    given = {name: limit for name, limit in limits.items() if limit is not None}
    return {"type": str(column.dtype), "nullable": column.nullable, "unit": column.unit} | given


def _undeprecated(contracts: Sequence[Contract]) -> list[str]:
    """Tables that have a newer version and do not say so."""
    newest: dict[tuple[str, str], Contract] = {}
    for contract in sorted(contracts, key=lambda c: c.version):
        newest[contract.layer, contract.name] = contract
    return [
        f"{contract.table}: {newest[contract.layer, contract.name].table} is there, too. "
        "Give the older one deprecated='<what replaces it, and from which day on>'"
        for contract in contracts
        if contract != newest[contract.layer, contract.name] and not contract.deprecated
    ]


def _gone(table: str, locked: Locked) -> str:
    if locked["deprecated"]:
        return f"{table}, which was deprecated, is gone"
    return (
        f"{table}: the table is gone, and it was never deprecated. Bring it back with deprecated='<what replaces it, "
        "and from which day on>', write the lock, and remove it with a later change"
    )


def _broken_promises(locked: Locked, contract: Contract) -> Iterator[str]:
    """What readers of the table as it was locked would stumble over; nothing when it has a higher version."""
    if contract.version > locked["version"]:
        return
    if contract.version < locked["version"]:
        yield f"version {contract.version} is lower than before ({locked['version']})"
    if list(contract.key) != locked["key"]:
        yield f"the key is ({', '.join(contract.key)}), was ({', '.join(locked['key'])})"
    if len(contract.rules) < len(locked["rules"]):  # fewer, because one in other words is the same rule
        yield from (f"the rule '{rule}' is gone" for rule in locked["rules"] if rule not in contract.rules)
    now = {column.name: column for column in contract.columns}
    new = [name for name in now if name not in locked["columns"]]
    for name, before in locked["columns"].items():
        if name not in now:
            renamed = [other for other in new if str(now[other].dtype) == before["type"]]
            hint = f" (if it is called {renamed[0]} now: a new name breaks readers, too)" if renamed else ""
            yield f"column {name} is gone{hint}"
        else:
            yield from (f"column {name} {change}" for change in _broken_column(before, now[name]))


def _broken_column(before: Locked, column: Column) -> Iterator[str]:
    if str(column.dtype) != before["type"]:
        yield f"is {column.dtype}, was {before['type']}"
    if column.nullable and not before["nullable"]:
        yield "may be empty, which it never was"
    if column.unit != before["unit"]:
        yield f"is in {column.unit or 'no unit'}, was in {before['unit'] or 'no unit'}"
    if "minimum" in before and (column.minimum is None or column.minimum < before["minimum"]):
        yield f"may be below {before['minimum']}, which it never was"
    if "maximum" in before and (column.maximum is None or column.maximum > before["maximum"]):
        yield f"may be above {before['maximum']}, which it never was"
    if "allowed" in before and column.allowed is None:
        yield "may be anything, which it never was"


def _remedy(contract: Contract, locked: Locked) -> str:
    version = locked["version"] + 1
    if contract.layer in WORK_LAYERS:
        return f"Bring it back, or raise the version of {contract.table} to {version}"
    return (
        f"Bring it back, or leave {contract.table} as it was, with deprecated='<what replaces it, and from which day "
        f"on>', and promise the change as {contract.layer}.{contract.name}_v{version}"
    )
