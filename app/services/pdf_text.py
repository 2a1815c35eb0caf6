"""Text of PDFs, read in a process of its own: a hostile file can neither hang nor fill the application.

`extract_text` is what others call; run as a module, this file is the child: a PDF on its input, the text on its output.
"""

import resource
import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO

MAX_CHARACTERS = 500_000
SECONDS = 10.0
_MEMORY_BYTES = 1024**3


@dataclass(frozen=True)
class PdfText:
    """The text, or why there is none, in words."""

    text: str | None
    problem: str | None = None


def extract_text(data: bytes, *, seconds: float = SECONDS) -> PdfText:
    """The first half million characters of a PDF's text; never raises."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", __name__], input=data, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return PdfText(None, f"reading it took more than {seconds:g} seconds")
    if child.returncode != 0:
        lines = child.stderr.decode("utf-8", "replace").strip().splitlines()
        return PdfText(None, lines[-1][:200] if child.returncode == 1 and lines else "it is too large or damaged")
    text = child.stdout.decode("utf-8", "replace").replace("\x00", "").strip()
    return PdfText(text) if text else PdfText(None, "it holds no text, only pictures perhaps")


def _read(data: bytes) -> str:
    from pypdf import PdfReader  # noqa: PLC0415 - only the child pays for it, once its limits are set

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        sys.exit("it is protected by a password")
    found: list[str] = []
    left = MAX_CHARACTERS
    for page in reader.pages:
        found.append(page.extract_text()[:left])
        left -= len(found[-1]) + 1
        if left <= 0:
            break
    return "\n".join(found)


def main() -> None:
    """The child: read a PDF from standard input, write its text; the last line on standard error says what failed."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    try:
        text = _read(sys.stdin.buffer.read())
    except Exception:  # noqa: BLE001 - whatever a damaged file provokes, the parent is told in words
        sys.exit("it is damaged")
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
