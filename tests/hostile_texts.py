"""How many of the texts that broke other programs a run of the suite sends: a part of them, or all on demand."""

import os
from collections.abc import Sequence

ALL = bool(os.environ.get("BINSIGHT_ALL_STRINGS"))


def one_in_three(texts: Sequence[str], start: int = 0) -> Sequence[str]:
    """Every third text, beginning with another for each `start`; all of them with `BINSIGHT_ALL_STRINGS=1`."""
    return texts if ALL else texts[start % 3 :: 3]
