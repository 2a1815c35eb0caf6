"""A few words of a long text around the place where something was found."""

BEFORE, LENGTH = 30, 90
"""Characters before the place, and in all, of which an excerpt is made; words cut at the edges are left out."""


def excerpt(cut: str, *, is_start: bool) -> str:
    """`cut` on one line with ellipses; `is_start` says that nothing stood before it."""
    words = cut.split()
    if not is_start and len(words) > 1 and not cut[0].isspace():
        words = words[1:]
    is_end = len(cut) < LENGTH
    if not is_end and len(words) > 1 and not cut[-1].isspace():
        words = words[:-1]
    return f"{'' if is_start else '… '}{' '.join(words)}{'' if is_end else ' …'}"
