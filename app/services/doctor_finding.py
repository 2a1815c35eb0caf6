"""What doctor finds: one thing that was looked at, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what, how it is (`ok`, or the trouble in words), and what to do about it."""

    what: str
    state: str
    remedy: str = ""

    @property
    def is_ok(self) -> bool:
        """True when nothing has to be done."""
        return not self.remedy
