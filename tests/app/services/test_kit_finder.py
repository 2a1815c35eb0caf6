"""Which kits a search finds: the database against a plain reading of the rules, and in step with every edit."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.catalogue.search_words import search_words, whole_words
from app.models import Attachment

pytestmark = pytest.mark.integration

KITS = {
    "Blinker": ("two LEDs", ()),
    "Weather station": (None, (("Schematic", "sch-rev2.pdf", "The BME280 sensor and a red relay"),)),
    "Amplifier": ("red box", (("Bill", "bom.csv", None), ("Manual", "manual.pdf", "Gain is 10 dB; see schematic"))),
}
TYPED = ["blink", "weather", "red", "relay", "schematic", "bme280", "280", "rev2", "sch-rev2", "manual", "gain", "elay"]


@pytest.fixture
def stocked(shop):
    def fill(work):
        for name, (description, documents) in KITS.items():
            kit = work.kits.create(name, description=description)
            for title, filename, body in documents:
                attach(kit, title, filename, body)

    shop.do(fill)
    return shop


def attach(kit, title, filename, body=None):
    kit.attachment_set.attachments.append(
        Attachment(attachment_type="url", title=title, url="https://x.org", filename=filename, text_content=body)
    )


def kits(shop, query):
    return {hit.title: hit.why for hit in shop.do(lambda work: work.search.find(query, 200)) if hit.kind == "kit"}


def naive(query):
    """Each word is inside of the name or the description, or all of it begins words of the documents."""

    def fits(word, name, description, documents):
        stored = search_words(" ".join(text or "" for document in documents for text in document))
        begun = all(any(one.startswith(begin) for one in stored) for begin in whole_words(word))
        return word in f"{name}\n{description or ''}".lower() or begun

    return {name for name, texts in KITS.items() if all(fits(word, name, *texts) for word in query.split())}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.sampled_from(TYPED), min_size=1, max_size=3).map(" ".join))
def test_the_database_finds_what_a_plain_reading_of_the_rules_finds(stocked, query):
    assert set(kits(stocked, query)) == naive(query)


def test_documents_lead_to_their_kit_and_are_named(stocked):
    expected = {
        "sch-rev2": {"Weather station": "document: sch-rev2.pdf"},
        "bme280": {"Weather station": "document text: Schematic, The BME280 sensor and a red relay"},
        "station bme280": {
            "Weather station": "name and description, document text: Schematic, The BME280 sensor and a red relay"
        },
        "schematic": {
            "Weather station": "document: Schematic",
            "Amplifier": "document text: Manual, Gain is 10 dB; see schematic",
        },
        "led": {"Blinker": "description"},
    }
    assert {query: kits(stocked, query) for query in expected} == expected
    assert list(kits(stocked, "schematic")) == ["Weather station", "Amplifier"], "its name counts more than its text"


def test_search_follows_documents_and_undo(stocked):
    number = stocked.do(lambda work: work.kits.create("Lamp").id)

    def draw(work):
        kit = work.kits.get(number)
        attach(kit, "Drawing", "lamp-x7.pdf")

    stocked.do(draw)
    assert set(kits(stocked, "x7")) == {"Lamp"}

    def deleted(work):
        opened = work.batches.open("edit")
        work.kits.delete(number)
        return opened.id

    batch = stocked.do(deleted)
    assert kits(stocked, "x7") == {}
    stocked.do(lambda work: work.undo.undo(batch))
    assert set(kits(stocked, "x7")) == {"Lamp"}

    def empty(work):
        documents = work.kits.get(number).attachment_set
        documents.attachments.clear()

    stocked.do(empty)
    assert kits(stocked, "x7") == {}
