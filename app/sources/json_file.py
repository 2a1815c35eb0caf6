"""Reading a JSON file that somebody else wrote: size, encoding and shape are checked, and said in one sentence."""

import json
from pathlib import Path
from typing import Any

from app.exceptions import SourceFormatException

MAX_BYTES = 256 * 1024 * 1024


def load_json(path: Path, *, max_bytes: int = MAX_BYTES) -> Any:
    """The content of a JSON file.

    Raises:
        SourceFormatException: it is missing, too large, not UTF-8, not JSON, or holds numbers that are none.
    """
    if not path.is_file():
        raise SourceFormatException(path.name, "there is no such file", "Check the path")
    size = path.stat().st_size
    if size > max_bytes:
        raise SourceFormatException(
            path.name,
            f"it is {size / 1048576:.0f} MB, the limit is {max_bytes / 1048576:.0f} MB",
            "Split it, or check that it is the right file",
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceFormatException(
            path.name, f"byte {error.start} is not UTF-8", "Save the file as UTF-8 and try again"
        ) from error
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise SourceFormatException(path.name, "it is nested too deeply", "Check that it is the right file") from error
    except json.JSONDecodeError as error:
        raise SourceFormatException(
            path.name,
            f"it is not JSON ({error.msg}, line {error.lineno} column {error.colno})",
            "The file may be cut off; export it again",
        ) from error
    except ValueError as error:
        raise SourceFormatException(path.name, str(error), "Export it again") from error


def list_of_objects(content: Any, name: str) -> list[dict[str, Any]]:
    """The content as a list of JSON objects.

    Raises:
        SourceFormatException: it is of another shape; names the first row that is.
    """
    if not isinstance(content, list):
        raise SourceFormatException(name, "it must be a list of records", "Check that it is the right file")
    for number, row in enumerate(content, start=1):
        if not isinstance(row, dict):
            raise SourceFormatException(
                f"{name} row {number}", "it must be a record", "Check that it is the right file"
            )
    return content


def _refuse_constant(name: str) -> None:
    raise ValueError(f"it holds {name}, which is not a number")
