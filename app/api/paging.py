"""Lists: one envelope for all of them."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from app.api.dependencies import Paging
from app.schemas.base import Page

Row = TypeVar("Row")


def page_of(items: Iterable[Row], total: int, paging: Paging) -> Page[Row]:
    """A page that the store already cut."""
    return Page(items=list(items), total=total, limit=paging.limit, offset=paging.offset)


def cut_page(items: Sequence[Row], paging: Paging) -> Page[Row]:
    """The wanted page of a list that is small enough to be held whole."""
    return page_of(items[paging.offset : paging.offset + paging.limit], len(items), paging)
