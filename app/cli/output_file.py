"""Files that people name to be written: looked at before the work whose result they take."""

import os
from pathlib import Path

from app.exceptions import ValidationException


def require_writable(path: Path | None, field: str) -> None:
    """Refuse a file that cannot be written, so that nothing is done, booked or waited for in vain; none is fine.

    Raises:
        ValidationException: naming the file and what is in the way; `field` is the argument that named it.
    """
    if path is not None and (cause := _obstacle(path)):
        raise ValidationException(f"{path} cannot be written: {cause}", field=field)


def _obstacle(path: Path) -> str | None:
    if path.is_dir():
        return "it is a folder; name a file in it"
    if not path.parent.is_dir():
        return f"there is no folder {path.parent}; make it first"
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        return "you may not write there; choose another place"
    return None
