"""Generated secrets: made once, kept in a file that only its owner may read."""

import os
import secrets
from pathlib import Path


def read_or_create_secret(path: Path, length: int = 32) -> str:
    """The secret in `path`; generated (URL-safe, `length` random bytes) and stored with mode 0600 when missing."""
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    secret = secrets.token_urlsafe(length)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret + "\n")
    return secret
