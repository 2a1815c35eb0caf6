"""Which parts a search finds: the database against a plain reading of the rules, and in step with every edit."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.domain.catalogue.near_spelling import nearest
from app.domain.catalogue.search_words import code_word, search_words, whole_words
from app.domain.quality.si_values import parse_value, split_values
from app.models import Attachment

pytestmark = pytest.mark.integration

VOCABULARY = [
    "resistor",
    "capacitor",
    "relay",
    "red",
    "10k",
    "4k7",
    "4.7k",
    "100nF",
    "0.1uF",
    "0603",
    "SN74HC595N",
    "µ",
]
CODES = [None, "TL-072/CP", "TL072.A", "HL-AHC1016", "LM-2596/3.3"]
TYPED = [
    *VOCABULARY,
    "resi",
    "resitsor",
    "capactior",
    "hc595",
    "595",
    "0,1 µF",
    "4700 ohm",
    "60",
    "zzz",
    "a&b",
    "rdlay",
    "10 kohm",
    "1 kohm",
    "10 nF",
    "10 k",
    "4.7 K",
    ".1uf",
    "TL072",
    "TL-072CP",
    "tl072c",
    "t-l0",
    "72-cp",
    "HLAHC1016",
    "LM25963.3",
    "100nf",
]


def keys(shop, query):
    return {hit.key for hit in shop.do(lambda work: work.search.find(query, 200)) if hit.kind == "part"}


@pytest.fixture
def stocked(shop):
    """Twelve parts made of the vocabulary; their texts by key."""

    def fill(work):
        made = {}
        for number in range(12):
            description = (
                f"{VOCABULARY[number]} {VOCABULARY[(number * 5 + 3) % 12]} {'left' if number % 2 else 'right'}"
            )
            package, code = VOCABULARY[9] if number % 3 else None, CODES[number % 5]
            part = work.parts.create(description=description, package=package, manufacturer_code=code)
            words = f"{part.key} {description} {package or ''} {code or ''}"
            made[part.key] = (words, part.si_value, part.si_unit, code or "")
        return made

    known = {"ABCD": ("ABCD Red LED", None, None, ""), "EFGH": ("EFGH Resistor 10k 0603", 1e4, "ohm", "")}
    shop.parts = shop.do(fill) | known
    return shop


def naive(parts, query):
    """The rules as they are told: all words begin words of the part, else words near them are in it."""
    typed = [word for word in split_values(query) if whole_words(word)]

    def fits(word, part, *, near=()):
        stored, value, typed = search_words(part[0]), parse_value(word), whole_words(word.replace(".1uf", "0.1uf"))
        if value is not None and set(typed) <= stored:
            return True
        begins = typed if value is None else ["".join(typed)]
        if all(any(one.startswith(begin) for one in stored) for begin in begins) or stored & set(near):
            return True
        begin = re.sub(r"[^a-z0-9]", "", word.lower())
        if value is None and len(begin) > 2 and re.sub(r"[^a-z0-9]", "", part[3].lower()).startswith(begin):
            return True
        if value is None or part[1] is None or f"{value.value:.6e}" != f"{part[1]:.6e}":
            return False
        return value.unit == part[2] or (value.unit == "F" and part[2] == "H" and not word.upper().endswith("F"))

    found = {key for key, part in parts.items() if typed and all(fits(word, part) for word in typed)}
    if found or not typed:
        return found
    known = {word for part in parts.values() for word in whole_words(part[0][5:]) if len(word) > 2}
    inexact = {word for word in typed if len(whole_words(word)) == 1 and parse_value(word) is None}
    near = {word: nearest(whole_words(word)[0], known) if word in inexact else () for word in typed}
    if not any(near.values()):
        return set()
    return {key for key, part in parts.items() if all(fits(word, part, near=near[word]) for word in typed)}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(st.sampled_from(TYPED), min_size=1, max_size=3).map(" ".join))
def test_the_database_finds_what_a_plain_reading_of_the_rules_finds(stocked, query):
    assert keys(stocked, query) == naive(stocked.parts, query)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cn", "Co"]), max_size=80))
def test_database_and_program_make_the_same_words_of_any_text(container, body):
    with container.engine().connect() as connection:
        question = text("SELECT search_whole_words(:b), search_words(:b), search_code(:b)")
        row = connection.execute(question, {"b": body}).one()
        many = connection.execute(
            text("SELECT owner, lexemes FROM search_lexemes_of(ARRAY[7, 8, 7], ARRAY[:b, :b, 'x12y'], "
                 "ARRAY['+', '^+', '~'], ARRAY[100000, 100000, 100000])"),
            {"b": body},
        ).all()  # fmt: skip
    assert set(row[0]) == set(whole_words(body))
    assert set(row[1]) == search_words(body)
    assert row[2] == [f"#{word}" for word in [code_word(body)] if word]
    words = search_words(body)
    wanted = {
        7: {f"+{word}" for word in words} | {"~" + word for word in search_words("x12y")},
        8: {mark + word for mark in "^+" for word in words},
    }
    assert {owner: set(lexemes) for owner, lexemes in many} == {owner: some for owner, some in wanted.items() if some}


def test_parts_with_the_typed_value_come_first_however_few_are_wanted(shop):
    def fill(work):
        capacitor = work.types.create("Capacitor").id
        for number in range(6):
            code = f"CC1-NF{number}"
            work.parts.create(description=f"Capacitor 10nF no. 1{number}", manufacturer_code=code, type_id=capacitor)
            work.parts.create(description=f"Capacitor {number + 2}3nF 1%", type_id=capacitor)
        mixed = work.parts.create(description="Filter 1 nF and 10k").key
        return work.parts.create(description="MLCC 1000pF", type_id=capacitor).key, mixed

    exact, mixed = shop.do(fill)
    for query in ("1 nF", "1nF", "0.001uF", "capacitor 1 nF", "1nF capcitor"):
        hits = shop.do(lambda work, query=query: work.search.find(query, 3))
        assert {hit.key for hit in hits if hit.rank == hits[0].rank} <= {exact, mixed}, query
        assert exact in [hit.key for hit in hits[:2]], query
    hits = shop.do(lambda work: work.search.find("1 nF", 3))
    assert [hit.key for hit in hits[:2]] == [mixed, exact], "of one rank, the older first"
    assert keys(shop, "1nF") & keys(shop, "10nF") == set()
    assert keys(shop, "capcitor 11nF") == set(), "another value is no near spelling"


def test_thousands_of_parts_at_once_are_each_found(shop):
    """More than the index is made of in one go."""
    statement = text(
        "WITH sets AS (INSERT INTO attachment_sets SELECT FROM generate_series(1, 5001) RETURNING id), "
        "numbered AS (SELECT id, row_number() OVER (ORDER BY id)::integer AS n FROM sets) "
        "INSERT INTO parts (key, description, attachment_set_id) "
        "SELECT translate(to_char(n, 'FM0000'), '0123456789', 'QRSTUVWXYZ'), 'gadget g' || n, id FROM numbered"
    )
    shop.do(lambda work: work.session.execute(statement))
    assert shop.rows("SELECT count(*) FROM part_search WHERE own @@ $$'+gadget'$$::tsquery") == [(5001,)]
    for number in (1, 4999, 5000, 5001):
        assert len(keys(shop, f"g{number}")) >= 1


def why(shop, query):
    return {hit.key: hit.why for hit in shop.do(lambda work: work.search.find(query)) if hit.kind == "part"}


def test_every_field_finds_its_part_and_is_named(shop):
    def fill(work):
        seller, kind = work.sellers.create("Mouser"), work.types.create("Sensor")
        work.sellers.link_part("ABCD", seller.id, sku="595-TMP117")
        code = {"manufacturer": "Acme", "manufacturer_code": "TMP-117", "package": "WSON-6", "series": "TMP1xx"}
        work.parts.update("ABCD", {"type_id": kind.id, "tags": ["i2c-bus"], "voltage_rating": "5.5V"} | code)
        held = work.parts.get("ABCD").attachment_set
        held.attachments.append(
            Attachment(
                attachment_type="url", title="Datasheet", url="https://x.org", filename="sbos901.pdf",
                text_content="The quiescent current is low",
            )
        )  # fmt: skip

    shop.do(fill)
    shop.do(lambda work: work.stock.receive("ABCD", "2-3", 5))
    expected = {
        "abc": "key: ABCD", "tmp-1": "manufacturer code: TMP-117", "red": "description", "sensor": "type: Sensor",
        "i2c-bus": "tag: i2c-bus", "wson": "package: WSON-6", "tmp1xx": "series: TMP1xx",
        "acme": "manufacturer: Acme", "5.5v": "voltage: 5.5V", "mouser": "seller: Mouser",
        "595-tmp117": "SKU: 595-TMP117", "mouser 595": "seller: Mouser, SKU: 595-TMP117",
        "sbos901": "document: sbos901.pdf", "2-3": "lies in slot 2-3", "led 2-3": "description, lies in slot 2-3",
        "quiescent": "document text: Datasheet, The quiescent current is low", "uiesc": None,
        "mouzer": "seller has mouser, nearly mouzer", "ouser": "seller has mouser, which contains ouser",
        "red-wson": "words in description and package",
    }  # fmt: skip
    assert {query: why(shop, query).get("ABCD") for query in expected} == expected
    for query in ("tmp117", "TMP/117", "tmp11"):
        assert why(shop, query)["ABCD"] == "manufacturer code: TMP-117"
    assert why(shop, "red tmp117")["ABCD"] == "description, manufacturer code: TMP-117"
    shop.do(lambda work: work.parts.update("ABCD", {"manufacturer_code": "HL-AHC1016"}))
    assert keys(shop, "hlahc1016") == keys(shop, "led hl/ahc10") == {"ABCD"}
    assert why(shop, "10 kΩ") == {"EFGH": "same value as 10 kΩ"}


def test_search_follows_edits_links_documents_and_undo(shop):
    def batch(act):
        def run(work):
            opened = work.batches.open("edit")
            act(work)
            return opened.id

        return shop.do(run)

    def undo(number):
        shop.do(lambda work: work.undo.undo(number))

    renamed = batch(lambda work: work.parts.update("ABCD", {"description": "Infrared emitter"}))
    assert (keys(shop, "led"), keys(shop, "emitter")) == (set(), {"ABCD"})
    undo(renamed)
    assert (keys(shop, "led"), keys(shop, "emitter")) == ({"ABCD"}, set())
    seller = shop.do(lambda work: work.sellers.create("Reichelt").id)
    linked = batch(lambda work: work.sellers.link_part("EFGH", seller, sku="RND-155"))
    assert keys(shop, "rnd") == keys(shop, "reichelt") == {"EFGH"}
    shop.do(lambda work: work.sellers.update(seller, {"name": "Pollin"}))
    assert (keys(shop, "pollin"), keys(shop, "reichelt")) == ({"EFGH"}, set())
    undo(linked)
    assert keys(shop, "rnd") == set()
    kind = shop.do(lambda work: work.types.create("Emitter").id)
    shop.do(lambda work: work.parts.update("ABCD", {"type_id": kind}))
    shop.do(lambda work: work.types.rename(kind, "Lamp"))
    assert (keys(shop, "lamp"), keys(shop, "emitter")) == ({"ABCD"}, set())
    deleted = batch(lambda work: work.parts.delete("ABCD"))
    assert keys(shop, "lamp") == set()
    undo(deleted)
    assert keys(shop, "lamp led") == {"ABCD"}


def test_texts_of_any_size_can_be_stored_and_searched(shop):
    long = " ".join(f"a{number}b{number}c{number}" for number in range(60_000))

    def attach(work):
        held = work.parts.get("ABCD").attachment_set
        held.attachments.append(Attachment(attachment_type="url", title="Book", url="https://x.org", text_content=long))

    shop.do(attach)
    shop.do(lambda work: work.parts.update("ABCD", {"description": "a1b2" * 4900 + " lamp"}))
    assert keys(shop, "book lamp") == {"ABCD"}
