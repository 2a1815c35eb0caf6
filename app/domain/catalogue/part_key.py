"""Part keys: four letters A-Z that people read aloud and write on labels."""

import random
import re
from string import ascii_uppercase

from app.exceptions import ValidationException

_FORMAT = re.compile(r"[A-Z]{4}")
_OFFENSIVE = re.compile(
    "ANAL|ANUS|ARSE|BOOB|BUTT|CLIT|COCK|COON|CRAP|CUMS|CUNT|DAGO|DAMN|DEAD|DICK|DUMB|DYKE|FAGS|FART|FUCK|FUKU|GOOK|"
    "HEIL|HELL|HOMO|HORE|JERK|JISM|JIZZ|KIKE|KILL|MUFF|MORD|NAZI|NIGG|NUDE|PAKI|PEDO|PISS|POOP|PORN|PRIK|PUKE|PUSS|"
    "QUIM|RAPE|SCAT|SEXY|SHAG|SHIT|SLAG|SLUT|SMUT|SPAZ|SPIC|SUCK|TARD|TITS|TURD|TWAT|UGLY|WANK|WEED|WHOR|WOPS|XXXX"
)


def draw_part_key(source: random.Random) -> str:
    """A random key that does not read as an offensive word; 456 000 and some exist."""
    while True:
        key = "".join(source.choices(ascii_uppercase, k=4))
        if not is_offensive(key):
            return key


def is_offensive(key: str) -> bool:
    """Whether a key reads as a word that nobody wants on a label."""
    return _OFFENSIVE.fullmatch(key) is not None


def read_part_key(text: object) -> str:
    """A key given by a person or an import, in capitals.

    Raises:
        ValidationException: when it is not four letters A-Z.
    """
    key = text.strip().upper() if isinstance(text, str) else ""
    if _FORMAT.fullmatch(key) is None:
        raise ValidationException("A part key is four letters A-Z, such as ABCD", field="key")
    return key
