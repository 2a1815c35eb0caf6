import json
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.quality.duplicates import candidates, compare, suspect
from app.domain.quality.si_values import main_value

CODES = [None, "GRM188", "GRM188R7", "GRM-188", "LM358", "LM358N", "LM358-NOPB", "10k", "NE555P"]
WORDS = st.lists(
    st.sampled_from(["red", "led", "5mm", "relay", "module", "wifi", "8-bit", "shift", "smd", "wide"]), min_size=1
)


@st.composite
def stores(draw):
    """Parts with distinct keys, few enough words and values that many are alike."""
    return [
        suspect(
            key=f"AAA{chr(65 + number)}",
            description=" ".join(draw(WORDS)),
            code=draw(st.sampled_from(CODES)),
            maker=draw(st.sampled_from([None, "TI", "Acme"])),
            type_name=draw(st.sampled_from([None, "LED", "Relay"])),
            package=draw(st.sampled_from([None, "0603", "DIP-8"])),
            value=draw(st.sampled_from([None, None, (100.0, "ohm"), (1e-7, "F")])),
            tags=draw(st.lists(st.sampled_from(["blue", "fast"]), max_size=2)),
            facts=(draw(st.sampled_from([None, "SMD"])),),
        )
        for number in range(draw(st.integers(0, 12)))
    ]


def naive(parts):
    """Every pair, compared."""
    return {found for one, other in combinations(parts, 2) if (found := compare(one, other)) is not None}


@given(stores(), st.randoms())
def test_looking_in_blocks_finds_what_comparing_all_pairs_finds(parts, random):
    found = candidates(parts)
    assert set(found) == naive(parts)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    shuffled = random.sample(parts, len(parts))
    assert candidates(shuffled) == found


def pair(one, other):
    return compare(
        suspect(key="AAAA", **{"description": "x", "type_name": "T"} | one),
        suspect(key="BBBB", **{"description": "y", "type_name": "T"} | other),
    )


def test_the_same_code_is_certain_unless_something_speaks_against_it():
    same = {"code": "GRM-188 R71", "maker": "Murata", "package": "0603"}
    assert pair(same, same | {"code": "grm188r71"}).is_certain
    for change, objection in (
        ({"maker": "TDK"}, "manufacturers differ"),
        ({"package": "0402"}, "packages differ"),
    ):
        found = pair(same, same | change)
        assert not found.is_certain
        assert found.reasons == ("same manufacturer's code", objection)


def test_different_values_are_different_parts():
    first = {"description": "Resistor 10k 0603", "value": (1e4, "ohm"), "package": "0603"}
    assert pair(first, first | {"value": (1.1e4, "ohm"), "description": "Resistor 11k 0603"}) is None
    found = pair(first, first)
    assert found.is_certain
    assert found.reasons == ("same type and value", "same package", "descriptions 100% alike")
    assert pair({"code": "ABC123"} | first, first | {"code": "ABC123", "value": (1.0, "ohm")}) is None


def test_codes_that_end_differently_are_similar():
    found = pair({"code": "LM358"}, {"code": "LM358N"})
    assert (found.is_certain, found.reasons) == (False, ("codes differ in their ending only",))
    assert pair({"code": "LM358"}, {"code": "LM358NOPB"}) is None


def test_the_predecessors_similar_parts_are_flagged_and_none_is_certain(shared_data):
    parts = json.loads((shared_data / "inventory/electronics-inventory/parts.json").read_text(encoding="utf-8"))
    found = candidates([read(part) for part in parts])
    flagged = {(one.first, one.second) for one in found}
    assert {("ABCD", "MEDA"), ("IJKL", "MEDB"), ("MEDC", "YZAB")} <= flagged
    assert not any(one.is_certain for one in found)
    assert len(found) <= 6


def read(part):
    value = main_value(part["description"], part["manufacturer_code"], part["type"])
    return suspect(
        key=part["key"],
        description=part["description"],
        code=part["manufacturer_code"],
        maker=part.get("manufacturer"),
        type_name=part["type"],
        package=part.get("package"),
        value=(value.value, value.unit) if value else None,
        tags=part["tags"],
        facts=[part.get(name) for name in ("mounting_type", "voltage_rating", "input_voltage", "output_voltage")],
    )


def test_a_store_without_parts_has_no_duplicates():
    assert candidates([]) == []
