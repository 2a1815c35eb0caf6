"""Uploaded files on their way to an importer: under their own name, in a folder that is gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from streamlit.runtime.uploaded_file_manager import UploadedFile

TABLE_TYPES = ["csv", "tsv", "txt", "xlsx"]


@contextmanager
def stored(file: UploadedFile) -> Iterator[Path]:
    """The file on disk; of its name only the last part counts."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / (PurePosixPath(file.name.replace("\\", "/")).name or "upload")
        path.write_bytes(file.getvalue())
        yield path
