"""Declarative base, column types and naming shared by all models."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, MetaData, String, TypeDecorator, func
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from app.exceptions import ValidationException

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UncleanTextException(ValidationException, DontWrapMixin):
    """A text that a database cannot hold; the mixin keeps SQLAlchemy from hiding it in an error of its own."""


class CleanText(TypeDecorator[str]):
    """Text that is never blank: white space only becomes NULL; characters a database cannot hold are refused."""

    impl = String
    cache_ok = True

    @property
    def python_type(self) -> type[str]:
        """The type of its values, which a decorator does not take over from the type it decorates."""
        return str

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Turn blank into NULL and refuse NUL and lone surrogates."""
        if value is None or not value.strip():
            return None
        if "\x00" in value:
            raise UncleanTextException("Text must not contain NUL characters; remove them")
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise UncleanTextException("Text contains half of a character (a lone surrogate); remove it") from error
        return str(value)


class XID8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_kw: Any) -> str:
        """The type's name in DDL."""
        return "xid8"


ischema_names["xid8"] = XID8


class Base(DeclarativeBase):
    """Base of all models; constraint names are derived so that migrations and errors can name them."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: DateTime(timezone=True), str: CleanText()}  # noqa: RUF012 - SQLAlchemy reads it


class Timestamps:
    """When a row came to be and when it last changed, by the database's clock."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


def one_of(column: str, values: tuple[str, ...]) -> str:
    """SQL condition that a text column holds one of `values` (our enumerations are text with a check)."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


def subset_of(column: str, values: tuple[str, ...]) -> str:
    """SQL condition that a text array holds only members of `values`."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} <@ ARRAY[{listed}]::text[]"


def one_of_or_null(column: str, values: tuple[str, ...]) -> str:
    """Like `one_of`, spelled out for columns that may be empty."""
    return f"{column} IS NULL OR {one_of(column, values)}"
