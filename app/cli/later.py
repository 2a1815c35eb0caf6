"""Commands that are promised and whose work is not done yet: each refuses in one sentence."""

import typer

from app.exceptions import NotAvailableYetException

PROMISED = {
    "bundle": "An offline bundle for analysts",
    "backup": "Backup of Postgres, S3 and the lake",
    "restore": "Restore of a backup",
}


def register(app: typer.Typer) -> None:
    """Add the promised commands."""
    for name, description in PROMISED.items():
        _add(app, name, description)


def _add(app: typer.Typer, name: str, description: str) -> None:
    @app.command(
        name,
        help=f"{description} (not available yet).\n\nExample: binsight {name}",
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    )
    def refuse(_context: typer.Context) -> None:
        raise NotAvailableYetException(f"binsight {name} is not available yet in this version; see CHANGELOG.md")
