"""The documents of a part on its page: attach, see, download, choose the cover, rename, copy, remove, undo."""

import pytest

from app.services.web_fetcher import WebFetcher
from app.ui import resources
from tests.app.services.files import bomb, pdf, picture
from tests.app.services.web_server import Web

pytestmark = pytest.mark.integration


@pytest.fixture
def titles(data_store):
    def look(part="ABCD"):
        with data_store.container.unit_of_work() as work:
            owner = work.attachments.sets.of_part(part)
            return [
                one.title + (" (cover)" if one.id == owner.cover_attachment_id else "") for one in owner.attachments
            ]

    return look


@pytest.fixture
def attach(screen):
    """Opens ABCD and attaches files."""

    def act(*files):
        screen.open("part", part="ABCD")
        screen.at.file_uploader[0].set_value(list(files))
        return screen.press("attach-submit")

    return act


@pytest.fixture
def more(screen):
    """Opens what is seldom done with a document."""

    def act(document_id):
        screen.at.session_state[f"more-{document_id}"] = True
        return screen.run()

    return act


def test_files_are_attached_shown_and_undone_as_one(screen, attach, titles):
    assert "No documents yet" in screen.open("part", part="ABCD").said
    attach(("sheet.pdf", pdf("LM317"), "application/pdf"), ("*front*.png", picture(), "text/html"))
    assert titles() == ["sheet.pdf", "*front*.png (cover)"]
    assert "Attached sheet.pdf to ABCD. Attached *front*.png to ABCD" in screen.said
    assert "*front*.png · **cover**" in screen.said
    assert "PDF, " in screen.said
    assert "text is searched" in screen.said
    assert [button.label for button in screen.at.download_button] == ["Download", "Download"]
    screen.press("undo-last")
    assert titles() == []
    screen.press("undo-last")
    assert titles() == ["sheet.pdf", "*front*.png (cover)"]


def test_cover_title_copy_and_removal_each_with_undo(screen, attach, titles, more):
    attach(("a.png", picture(), "image/png"), ("b.png", picture(colour="blue"), "image/png"))
    first, second = (int(button.key.split("-")[1]) for button in screen.at.download_button)
    more(first)
    more(second).press(f"cover-{second}")
    assert titles() == ["a.png", "b.png (cover)"]
    screen.set(f"title-{first}", "Front").press(f"rename-submit-{first}")
    assert titles() == ["Front", "b.png (cover)"]
    screen.set(f"target-{first}", "efgh").press(f"copy-submit-{first}")
    assert titles("EFGH") == ["Front (cover)"]
    screen.press(f"remove-{second}")
    assert titles() == ["Front (cover)"]
    assert "Removed b.png from ABCD" in screen.said
    screen.press("undo-last")
    assert titles() == ["Front", "b.png (cover)"]


def test_a_part_has_no_cover_and_a_kit_gets_the_document_as_its_own(screen, attach, titles, more, data_store):
    attach(("a.png", picture(), "image/png"))
    (document,) = (int(button.key.split("-")[1]) for button in screen.at.download_button)
    more(document).press(f"cover-{document}")
    assert titles() == ["a.png"]
    screen.set(f"kit-target-{document}", "Weather station").set(f"kit-cover-{document}", True)
    screen.press(f"kit-copy-submit-{document}")
    with data_store.container.unit_of_work() as work:
        kept = work.attachments.sets.of_kit(work.kit_reader.page()[0][0].kit.id)
        assert [one.title for one in kept.attachments if one.id == kept.cover_attachment_id] == ["a.png"]
    screen.set(f"target-{document}", "nope").press(f"copy-submit-{document}")
    assert screen.errors == ["Part nope was not found"]


def test_web_addresses_are_attached_or_refused_beside_the_field(screen, titles):
    web = Web()
    screen.open("part", part="ABCD")
    resources.container().web_fetcher.override(WebFetcher(seconds=5, resolve=web.resolve, connect=web.connect))
    web.pages |= {"/p": b'<html><title>A :red[page]</title><meta property="og:image" content="/i">', "/i": picture()}
    screen.set("url-", "http://docs.example/p").press("link-submit")
    assert titles() == ["A :red[page]"]
    assert [button.url for button in screen.at.link_button] == ["http://docs.example/p"]
    assert "A :red[page]" in screen.said
    for url, said in (
        ("http://docs.example/no", "Cannot fetch docs.example because it answered 404 Not Found"),
        ("file:///etc/passwd", "A link must begin with http:// or https://"),
    ):
        screen.set("url-", url).press("link-submit")
        assert said in screen.errors[0]
    screen.set("fetch-", False)
    screen.set("url-", "http://10.0.0.1/manual").press("link-submit")
    assert titles() == ["A :red[page]", "10.0.0.1"]
    web.close()


def test_what_cannot_be_attached_or_shown_is_said(screen, attach, titles, data_store):
    screen.open("part", part="ABCD").press("attach-submit")
    assert screen.errors == ["Choose a file first"]
    attach(("ok.txt", b"x", "text/plain"), ("empty.png", b"", "image/png"))
    assert screen.errors == ["The file is empty; choose another one"]
    assert titles() == []
    attach(("bomb.png", bomb(), "image/png"), ("broken.pdf", b"%PDF-", "application/pdf"))
    assert titles() == ["bomb.png (cover)", "broken.pdf"]
    assert "its text cannot be searched: it is damaged" in screen.said
    with data_store.container.unit_of_work() as work:
        document = work.attachments.sets.of_part("ABCD").attachments[0]
        set_id, document_id = document.attachment_set_id, document.id
    with data_store.container.unit_of_work() as work:
        work.attachments.delete(set_id, document_id)
    screen.press(f"remove-{document_id}")
    assert titles() == ["broken.pdf"]
    assert "bomb.png" not in screen.said.replace("Attached bomb.png", "")
