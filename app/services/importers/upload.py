"""Uploaded files on their way to an importer: names are never trusted, archives are bounded."""

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from app.exceptions import PayloadTooLargeException, SourceFormatException

MAX_FILES = 50
MAX_TOTAL_BYTES = 256 * 1024 * 1024
ONE_FILE = ("csv", "bom", "part-db", "partkeepr")
"""Formats that are a single file; the others are JSON files or one archive of them."""
_NAME_BYTES = 200


@contextmanager
def placed(source_format: str, files: Sequence[tuple[str, bytes]], *, max_files: int = MAX_FILES) -> Iterator[Path]:
    """The uploaded files (name, bytes) on disk as the format wants them, in a folder that is gone afterwards.

    Raises:
        SourceFormatException: none, or several where the format is one file; and as `unpack_upload`.
        PayloadTooLargeException: as `unpack_upload`.
    """
    with TemporaryDirectory() as folder:
        place = Path(folder) / "upload"  # the importers name the folder in what they say
        place.mkdir()
        if source_format not in ONE_FILE:
            yield unpack_upload(files, place, max_files=max_files)
            return
        if len(files) != 1:
            raise SourceFormatException("upload", "this format is one file", "Upload that file alone")
        path = place / safe_name(files[0][0])
        path.write_bytes(files[0][1])
        yield path


def safe_name(name: str) -> str:
    """The last part of a file name without what a disk or a database cannot hold; never empty."""
    last = PurePosixPath(name.replace("\\", "/")).name
    printable = "".join(sign for sign in last if sign.isprintable()).strip(". ")
    stem, dot, suffix = printable.rpartition(".")
    end = f"{dot}{suffix}".encode()[:20].decode(errors="ignore")
    return (stem.encode()[:_NAME_BYTES].decode(errors="ignore") + end) or "upload"


def unpack_upload(
    files: Sequence[tuple[str, bytes]], folder: Path, *, max_files: int = MAX_FILES, max_bytes: int = MAX_TOTAL_BYTES
) -> Path:
    """Put `.json` files, or those inside one `.zip`, into `folder`; returns the folder, or the file when there is one.

    Folders inside an archive and all parts of a name but the last are dropped, so nothing lands outside.

    Raises:
        SourceFormatException: no JSON file, a broken archive, or two files of one name.
        PayloadTooLargeException: too many files, or too much once unpacked.
    """
    members = [member for name, content in files for member in _members(name, content, max_bytes)]
    if not members:
        raise SourceFormatException("upload", "there is no JSON file in it", "Choose .json files or a .zip of them")
    if len(members) > max_files:
        raise PayloadTooLargeException(f"The upload holds {len(members)} files; at most {max_files} are taken")
    if sum(len(content) for _, content in members) > max_bytes:
        raise PayloadTooLargeException(f"The upload holds more than {max_bytes // 1048576} MB once unpacked")
    for name, content in members:
        target = folder / name
        if target.exists():
            raise SourceFormatException(name, "the name comes twice", "Upload each file once")
        target.write_bytes(content)
    return folder / members[0][0] if len(members) == 1 else folder


def _members(name: str, content: bytes, max_bytes: int) -> list[tuple[str, bytes]]:
    if name.lower().endswith(".json"):
        return [(safe_name(name), content)]
    if not name.lower().endswith(".zip"):
        return []
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            wanted = [info for info in archive.infolist() if info.filename.lower().endswith(".json")]
            # The directory may lie about sizes, so reading is bounded as well.
            if len(wanted) > MAX_FILES or sum(info.file_size for info in wanted) > max_bytes:
                raise PayloadTooLargeException(f"{name} holds too many files or too much data once unpacked")
            return [(safe_name(info.filename), _bounded(archive, info, max_bytes)) for info in wanted]
    except (zipfile.BadZipFile, RuntimeError, EOFError) as error:
        raise SourceFormatException(name, "the archive is broken or encrypted", "Zip the files again") from error


def _bounded(archive: zipfile.ZipFile, info: zipfile.ZipInfo, max_bytes: int) -> bytes:
    with archive.open(info) as file:
        content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise PayloadTooLargeException(f"{info.filename} is larger than {max_bytes // 1048576} MB once unpacked")
    return content
