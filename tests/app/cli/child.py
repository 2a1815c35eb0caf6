"""The command in a child that has loaded all of it already: the process of a person without the seconds of loading."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import app.services.placement.backtest  # noqa: F401 - loaded here so that every fork has it
import pipelines.definitions  # noqa: F401
from app.cli.main import main


def command(arguments: Sequence[str], environment: Mapping[str, str], output: Path, errors: Path) -> None:
    """Be `binsight ARGUMENTS`, with standard output and standard error in these files."""
    os.environ.clear()
    os.environ.update(environment)
    for path, stream in ((output, sys.stdout), (errors, sys.stderr)):
        with path.open("wb") as file:
            os.dup2(file.fileno(), stream.fileno())
    sys.argv = ["binsight", *arguments]
    main()
