"""Draws part keys: four letters, each once, none that reads as an offensive word."""

import re

import numpy as np

_LETTERS = 26
_OFFENSIVE = re.compile(
    "ANUS|ARSE|BUTT|COCK|COON|CRAP|CUNT|DAMN|DICK|DYKE|FAGS|FUCK|GOOK|HELL|HOMO|JERK|KIKE|KILL|NAZI|NIGG|PAKI|PISS|"
    "POOP|PORN|RAPE|SEXY|SHIT|SLUT|SPIC|SUCK|TITS|TURD|TWAT|WANK|HEIL|COON|DEAD|DUMB"
)


def draw_keys(rng: np.random.Generator, count: int) -> list[str]:
    """`count` different keys; at most 456 000 exist."""
    numbers = rng.permutation(_LETTERS**4)
    keys = (_spell(int(number)) for number in numbers)
    return [key for key, _ in zip((key for key in keys if not _OFFENSIVE.match(key)), range(count), strict=False)]


def _spell(number: int) -> str:
    letters = ""
    for _ in range(4):
        number, letter = divmod(number, _LETTERS)
        letters += chr(ord("A") + letter)
    return letters
