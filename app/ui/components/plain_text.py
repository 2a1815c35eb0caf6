"""Text of others is shown as text: nothing in a description may become formatting, a link, an image or an emoji."""

import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&=^\"'/@])")
_EMOJI = re.compile(r"(:)(?=[\w+-]+:)")
_WORD_JOINER = "\u2060"


def plain(text: str) -> str:
    """`text` as Markdown that shows it literally, on one line.

    Emoji codes are replaced after escapes are resolved, so an invisible joiner keeps `:smile:` from becoming one.
    """
    one_line = " ".join(text.split())
    return _MARKDOWN.sub(r"\\\1", _EMOJI.sub(rf"\1{_WORD_JOINER}", one_line))


def shorten(text: str, length: int = 80) -> str:
    """`text` on one line, cut with an ellipsis when it is longer than `length`."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= length else one_line[: length - 1].rstrip() + "…"
