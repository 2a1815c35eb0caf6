"""Uploaded files on their way to an importer: names are never trusted, archives are bounded."""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path, PurePosixPath

from app.exceptions import PayloadTooLargeException, SourceFormatException

MAX_FILES = 50
MAX_TOTAL_BYTES = 256 * 1024 * 1024


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
        return [(PurePosixPath(name.replace("\\", "/")).name, content)]
    if not name.lower().endswith(".zip"):
        return []
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            wanted = [info for info in archive.infolist() if info.filename.lower().endswith(".json")]
            # The directory may lie about sizes, so reading is bounded as well.
            if len(wanted) > MAX_FILES or sum(info.file_size for info in wanted) > max_bytes:
                raise PayloadTooLargeException(f"{name} holds too many files or too much data once unpacked")
            return [(PurePosixPath(info.filename).name, _bounded(archive, info, max_bytes)) for info in wanted]
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise SourceFormatException(name, "the archive is broken or encrypted", "Zip the files again") from error


def _bounded(archive: zipfile.ZipFile, info: zipfile.ZipInfo, max_bytes: int) -> bytes:
    with archive.open(info) as file:
        content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise PayloadTooLargeException(f"{info.filename} is larger than {max_bytes // 1048576} MB once unpacked")
    return content
