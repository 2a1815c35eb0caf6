"""The `binsight` command: a table of commands, and the one place where errors become a sentence and an exit code.

Exit codes: 0 success, 1 a refusal with one sentence on stderr, 2 bad usage.
"""

import errno
import importlib
import json
import os
import sys
import warnings

import typer

from app.cli.context import JSON_FLAG, is_terminal
from app.exceptions import BinsightError, ServiceUnavailableException

COMMANDS = {
    "up": "app.cli.up",
    "import": "app.cli.imports",
    "export": "app.cli.exports",
    "drop": "app.cli.drop",
    "run": "app.cli.run",
    "snapshots": "app.cli.snapshots",
    "sql": "app.cli.sql",
    "asof": "app.cli.asof",
    "suggest": "app.cli.suggest",
    "plan": "app.cli.plan",
    "backtest": "app.cli.backtest",
    "why": "app.cli.why",
    "doctor": "app.cli.doctor",
    "demo": "app.cli.demo",
    "later": "app.cli.later",
}
"""Modules that add commands: each has `register(app)`."""

_FULL = (errno.ENOSPC, errno.EDQUOT)

app = typer.Typer(
    name="binsight",
    help="Know what there is, where it is, how fast it goes, where it should live, and which device needs it next.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def _begin() -> None:
    """Configure logging before whichever command it is; not for a look at the help, which stays quick."""
    from app.utils.log_setup import configure_logging

    configure_logging(as_json=not is_terminal())


def build() -> typer.Typer:
    """The command with all its subcommands registered."""
    for module in COMMANDS.values():
        importlib.import_module(module).register(app)
    return app


def main() -> None:
    """Run the command line; new files are private to the user."""
    os.umask(0o077)
    # Dagster announces parts of its interface that may change; that is for us to know, not for users.
    warnings.filterwarnings("ignore", message=".* is currently in (beta|preview)")
    try:
        build()()
    except BinsightError as error:
        _render(error)
        raise SystemExit(1) from error
    except OSError as error:
        if error.errno not in _FULL:
            raise
        _render(ServiceUnavailableException("The disk", "it is full. Free some space and start again"))
        raise SystemExit(1) from error


def _render(error: BinsightError) -> None:
    if JSON_FLAG in sys.argv:
        sys.stdout.write(json.dumps({"error": error.message, "details": error.details, "code": error.code}) + "\n")
    sys.stderr.write(f"{error.message}\n")


if __name__ == "__main__":
    main()
