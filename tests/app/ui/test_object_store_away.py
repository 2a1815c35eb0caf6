"""The object store stopped: pages open, stock is worked with, and what needs a file says why it cannot be had."""

import pytest
import streamlit as st

from app.ui.navigation import SECTIONS
from tests.app.services.files import picture
from tests.app.ui.screen import Screen

pytestmark = pytest.mark.integration

AWAY = "the object store at 127.0.0.1:9 does not answer; check that it runs"
WORDS = ("front.txt", b"words", "text/plain")


@pytest.fixture
def away(busy, monkeypatch):
    """The store with a record of everything, whose object store stopped; the addresses of the pages by name."""
    monkeypatch.setenv("BINSIGHT_S3_ENDPOINT_URL", "http://127.0.0.1:9")
    st.cache_resource.clear()
    return busy


@pytest.fixture
def screen(away):
    return Screen()


def upload(screen, key, file):
    """Choose a file in the field whose key starts with `key`."""
    (field,) = (field for field in screen.at.file_uploader if field.key.startswith(key))
    field.set_value(file)
    return screen


def test_every_page_opens(screen, away, subtests):
    for page in [page for pages in SECTIONS.values() for page in pages]:
        for query in [{}, *getattr(away, page, [])]:
            with subtests.test(f"{page} {query}"):
                screen.open(page, **query)
                assert screen.unexpected == []


def test_stock_is_received_and_taken_back(screen, empty_store):
    before = empty_store.held("ABCD")
    screen.open("part", part="ABCD")
    screen.press("use-submit")
    assert empty_store.held("ABCD") != before
    screen.press("undo-last")
    assert empty_store.held("ABCD") == before


def test_a_document_is_not_attached_and_the_reason_is_said(screen, empty_store):
    before = empty_store.counts()
    upload(screen.open("part", part="ABCD"), "files-", WORDS).press("attach-submit")
    assert AWAY in "\n".join(screen.errors)
    assert empty_store.counts() == before


def test_a_document_is_removed_and_brought_back(screen):
    screen.open("part", part="ABCD").press("remove-")
    assert "No documents yet" in screen.said
    screen.press("undo-last")
    assert "words.txt" in screen.said


def test_a_seller_is_shown_without_its_logo_and_a_new_one_is_not_kept(screen, empty_store, away):
    before = empty_store.counts()
    screen.open("sellers", **away.sellers[0])
    assert "Corner shop" in screen.said
    assert len([text for text in screen.errors if AWAY in text]) == 1
    upload(screen, "logo-file", ("logo.png", picture(), "image/png")).press("logo-put")
    assert len([text for text in screen.errors if AWAY in text]) == 2
    assert empty_store.counts() == before
