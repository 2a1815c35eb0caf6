"""Text of others stays text: read back by a Markdown parser, nothing of it has become formatting."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from app.ui.components.plain_text import plain, shorten

pytestmark = pytest.mark.integration

PARSER = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(["table", "strikethrough"])
DIRECTIVE = re.compile(r"(?<!\\):[a-zA-Z]")

HOSTILE = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](https://example.org/x.png)",
    "$a^2$ and $$b$$",
    ":red[x] :material/delete: :smile:",
    "**bold** _it_ ~~no~~ `code`",
    "# heading",
    "1. item",
    "- item",
    "> quote",
    "| a | b |",
    "a\\*b",
    "&lt;b&gt; &#60;",
    "https://example.org/?a=b",
    "someone@example.org",
    "--- ===",
]


def shown(markdown):
    """What a reader sees of Markdown; anything but plain words raises."""
    tokens = PARSER.parse(markdown)
    assert [token.type for token in tokens] == (["paragraph_open", "inline", "paragraph_close"] if markdown else [])
    children = [child for token in tokens for child in token.children or []]
    assert {child.type for child in children} <= {"text", "text_special"}, [child.type for child in children]
    return "".join(child.content for child in children).replace("\u2060", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_was_typed(text):
    assert shown(plain(text)) == text


@given(st.text(alphabet=st.sampled_from("ab 1\\`*_{}[]()#+-.!|~<>$:&=^\"'/@µΩ\n\t"), max_size=30))
def test_any_text_comes_out_as_it_was_but_on_one_line(text):
    assert shown(plain(text)) == " ".join(text.split())


@pytest.mark.parametrize("text", [":red[x]", ":material/delete:", ":blue-badge[x]", ":small[x]", "a:b:c"])
def test_no_colon_is_left_that_could_start_a_directive(text):
    assert not DIRECTIVE.search(plain(text))


def test_an_emoji_code_is_broken_up_by_something_invisible():
    assert ":smile:" not in plain(":smile:").replace("\\", "")
    assert plain(":smile:").replace("\\", "").replace("\u2060", "") == ":smile:"


def test_every_dollar_is_escaped_so_that_no_formula_begins():
    assert plain("$a$ $$b$$") == r"\$a\$ \$\$b\$\$"


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("a  b\nc", 80, "a b c"),
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("abcd efgh", 6, "abcd…"),
        ("", 5, ""),
    ],
)
def test_shorten_cuts_with_an_ellipsis_and_never_exceeds_the_length(text, length, short):
    assert shorten(text, length) == short
    assert len(shorten(text, length)) <= length
