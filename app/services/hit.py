"""What a search finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Hit:
    """One thing that was found; `kind` and `key` lead to its page, `why` says what matched, a rank of 100 is best.

    `cover` is the SHA-256 of the picture that stands for a part, where it has one.
    """

    kind: str
    key: str
    title: str
    subtitle: str
    quantity: int | None
    locations: tuple[str, ...]
    why: str
    rank: int
    cover: str | None = None


def join_facts(*texts: str | None) -> str:
    """Short facts in one line, empty ones left out."""
    return " · ".join(text for text in texts if text)
