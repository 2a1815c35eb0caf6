"""Rules of the search box for things of one kind: what may match, how good that is, and why in words."""

from typing import Any

from sqlalchemy import ColumnElement, case, literal

Rule = tuple[int, str, ColumnElement[bool]]
"""A rank (100 is best), why in words, and the condition; the first rule that holds counts."""


def rank_of(rules: list[Rule]) -> ColumnElement[Any]:
    """The rank of the first rule that holds, else 0."""
    return case(*((condition, literal(rank)) for rank, _, condition in rules), else_=literal(0))


def why_of(rules: list[Rule], rank: int) -> str:
    """Why the rule with this rank holds."""
    return next(why for score, why, _ in rules if score == rank)
