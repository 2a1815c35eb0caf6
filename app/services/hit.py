"""What a search finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Hit:
    """One thing that was found; `kind` and `key` lead to its page, `why` says what matched, a rank of 100 is best.

    `cover_key` names the picture of a part in the object store, where it has one.
    """

    kind: str
    key: str
    title: str
    subtitle: str
    quantity: int | None
    locations: tuple[str, ...]
    why: str
    rank: int
    cover_key: str | None = None


def join_facts(*texts: str | None) -> str:
    """Short facts in one line, empty ones left out."""
    return " · ".join(text for text in texts if text)
