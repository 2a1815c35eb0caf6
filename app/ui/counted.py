"""Numbers with their noun, as people write them: `1 box`, `1,250 boxes`."""


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """`number` with `noun`, in the plural unless it is one; `plural` where it is not the noun with an s."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
