"""One measured figure."""

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """A named quantity measured once or more; `limit` is the most it may be (none: for information)."""

    name: str
    values: tuple[float, ...]
    unit: str
    limit: float | None = None

    @property
    def median(self) -> float:
        """The middle of the measured values."""
        return median(self.values)

    @property
    def verdict(self) -> str:
        """Whether the limit is kept; empty without a limit."""
        if self.limit is None:
            return ""
        return "yes" if self.median <= self.limit else "NO"
