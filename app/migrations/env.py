"""Alembic's entry: runs the versions on the connection that the runner hands over."""

from typing import Any

from alembic import context

from app.models import Base


def include_object(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:  # noqa: ARG001 - Alembic's signature
    """Compare only what models describe; Alembic's own table is not ours."""
    return not (kind == "table" and name == "alembic_version")


def run() -> None:
    """Apply versions in one transaction, on the runner's connection."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=Base.metadata, include_object=include_object)
    with context.begin_transaction():
        context.run_migrations()


run()
