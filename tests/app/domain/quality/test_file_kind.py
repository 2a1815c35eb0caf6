import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.quality.file_kind import OTHER, clean_file_name, sniff


@pytest.mark.parametrize(
    ("data", "attachment_type", "content_type"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image", "image/jpeg"),
        (b"RIFF....WEBPVP8 ", "image", "image/webp"),
        (b"%PDF-1.4", "pdf", "application/pdf"),
        (b"RIFF....WAVE", "file", "application/octet-stream"),
        (b"<svg onload='alert(1)'>", "file", "application/octet-stream"),
        (b"<!doctype html>", "file", "application/octet-stream"),
        (b"", "file", "application/octet-stream"),
    ],
)
def test_kind_follows_from_the_first_bytes(data: bytes, attachment_type: str, content_type: str) -> None:
    assert (sniff(data).attachment_type, sniff(data).content_type) == (attachment_type, content_type)


@given(st.binary(max_size=4))
def test_too_few_bytes_are_nothing_known(data: bytes) -> None:
    assert sniff(data) == OTHER or data.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("sheet.pdf", "sheet.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\sheet.pdf", "sheet.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("fdp.\u202eexe", "fdp.exe"),
        ("", "file"),
        ("..", "file"),
        ("  ", "file"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
        ("x" * 300, "x" * 255),
        ("Übersicht µ.pdf", "Übersicht µ.pdf"),
    ],
)
def test_file_names_are_cleaned(given_name: str, kept: str) -> None:
    assert clean_file_name(given_name) == kept


@given(st.text())
def test_a_clean_name_is_safe_and_stays_as_it_is(name: str) -> None:
    kept = clean_file_name(name)
    assert 1 <= len(kept) <= 255
    assert not set(kept) & {"/", "\\", "\x00", "\n", "\r"}
    assert kept not in {".", ".."}
    assert clean_file_name(kept) == kept
