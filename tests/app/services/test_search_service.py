import pytest

from app.exceptions import ValidationException
from tests.hostile_texts import one_in_three

pytestmark = pytest.mark.integration


@pytest.fixture
def full(shop):
    def fill(work):
        capacitor = work.types.create("Capacitor").id
        work.parts.create(key="CAPA", description="Cap 100nF X7R", manufacturer_code="GRM-100", type_id=capacitor)
        work.parts.create(key="CAPB", description="Cap 0.1uF film", tags=["blue"], manufacturer="Acme")
        kit = work.kits.create("Blinker", description="uses capacitors").id
        work.kit_contents.add(kit, "CAPA", 2)
        work.devices.create_model("thermo", "Thermostat")
        return work.devices.create_device("thermo", name="Hall thermostat").key

    shop.device = shop.do(fill)
    shop.do(lambda work: work.stock.receive("CAPA", "1-2", 7))
    return shop


def find(shop, query, limit=20):
    return shop.do(lambda work: work.search.find(query, limit))


def names(shop, query):
    return [(hit.kind, hit.key) for hit in find(shop, query)]


@pytest.mark.parametrize(
    ("query", "kind", "key", "why"),
    [
        ("capa", "part", "CAPA", "key: CAPA"),
        ("grm-100", "part", "CAPA", "manufacturer code: GRM-100"),
        ("blue", "part", "CAPB", "tag: blue"),
        ("acme", "part", "CAPB", "manufacturer: Acme"),
        ("1-2", "slot", "1-2", "slot number"),
        ("capacitor", "part", "CAPA", "type: Capacitor"),
        ("box 2", "box", "2", "box number"),
        ("#2", "box", "2", "box number"),
        ("drawer", "box", "1", "description"),
        ("blinker", "kit", "1", "name"),
        ("hall", "device", None, "name"),
        ("x7r cap", "part", "CAPA", "description"),
    ],
)
def test_the_best_hit_comes_first_and_says_why(full, query, kind, key, why):
    hit = find(full, query)[0]
    assert (hit.kind, hit.key, hit.why) == (kind, key or full.device, why)


def test_an_address_finds_the_slot_and_what_lies_there_and_nothing_that_only_has_its_figures(full):
    full.do(lambda work: work.parts.create(key="OTHR", description="Ribbon 1 x 2, 1-2 mm", manufacturer_code="X1-2"))
    full.do(lambda work: work.parts.create(key="CODE", description="Plug", manufacturer_code="1-2-84"))
    assert names(full, "1-2")[:2] == [("slot", "1-2"), ("part", "CAPA")]
    assert names(full, " 01 - 02 ") == names(full, "1-2") == [("slot", "1-2"), ("part", "CAPA"), ("part", "CODE")]
    assert find(full, "1-2")[1].why == "lies in slot 1-2"
    assert names(full, "1-3") == [("slot", "1-3")], "an empty slot brings no parts along"
    assert names(full, "cap 1-2") == [("part", "CAPA")]
    assert names(full, "x1-2") == [("part", "OTHR")]
    assert names(full, "9-2") == [], "there is no such slot, and no such words"


def test_equal_values_are_found_however_they_are_written(full):
    for query in ("100nF", "0.1uF", "100 nF", "0.1µF"):
        assert {key for kind, key in names(full, query) if kind == "part"} == {"CAPA", "CAPB"}, query


def test_hits_tell_quantity_and_place(full):
    part, slot = find(full, "CAPA")[0], find(full, "1-2")[0]
    assert (part.quantity, part.locations) == (7, ("1-2",))
    assert (slot.quantity, slot.subtitle) == (7, "Drawer: 7 of CAPA")
    assert find(full, "1-1")[0].subtitle == "Drawer: empty"


@pytest.mark.parametrize("query", ["", "  ", "%", "_", "\\", "9-9", "zebra", "' OR 1=1 --", "cap zebra", "🙂"])
def test_nothing_is_found_where_nothing_is(full, query):
    assert find(full, query) == []


def test_archived_parts_hide_unless_named(full):
    full.do(lambda work: work.parts.archive("CAPB"))
    assert ("part", "CAPB") not in names(full, "film")
    assert names(full, "capb") == [("part", "CAPB")]


def test_answers_are_cut_and_repeatable(full):
    for number in range(30):
        full.do(lambda work, n=number: work.parts.create(description=f"Screw {n}"))
    first = find(full, "screw", 10)
    assert len(first) == 10
    assert find(full, "screw", 10) == first


@pytest.mark.parametrize(("query", "limit"), [("x" * 201, 20), ("a\x00", 20), ("x", 0), ("x", 201)])
def test_impossible_questions_are_refused(full, query, limit):
    with pytest.raises(ValidationException):
        find(full, query, limit)


def test_hostile_texts_are_only_texts(full, shared_data):
    files = sorted((shared_data / "hostile").rglob("*.txt"))
    assert files
    for line in one_in_three(files[0].read_text(encoding="utf-8").splitlines()[:400]):
        find(full, line[:200].replace("\x00", ""))
