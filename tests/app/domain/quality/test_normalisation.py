import pytest

from app.domain.quality.normalisation import MOUNTINGS, Finding, PartFields, check_part

pytestmark = pytest.mark.rule(77)
GOOD = PartFields(
    description="Resistor 4k7 1 % 0.1 W 0603",
    type_name="Resistor",
    manufacturer="Yageo",
    manufacturer_code="RC0603FR-074K7L",
    package="0603",
    mounting_type="Surface-Mount",
    voltage_rating="75V",
    input_voltage="2–24V",
    output_voltage="100–240V AC",
    dimensions="1.6 × 0.8 × 0.45 mm",
    tags=("thick-film", "automotive"),
    has_value=True,
)


def found(**changes):
    sellers = changes.pop("sellers", ("Mouser",))
    return check_part(PartFields(**{**vars(GOOD), **changes}), sellers)


def suggested(field, text):
    (finding,) = found(**{field: text})
    assert finding.field == field
    return finding.suggestion


def test_a_part_that_keeps_all_rules_has_no_findings():
    assert found() == []
    assert check_part(PartFields("Relay SPDT 10 A", manufacturer="Generic")) == []


@pytest.mark.parametrize(
    ("given", "better"),
    [
        ("2V-6V", "2–6V"),
        ("3.3 V", "3.3V"),
        ("100-240 V ac", "100–240V AC"),
        ("3.0V to 3.6V", "3.0–3.6V"),
        ("12v dc", "12V DC"),
        ("Rail-to-Rail", None),
        ("x" * 500, None),
    ],
)
@pytest.mark.parametrize("field", ["voltage_rating", "input_voltage", "output_voltage"])
def test_voltages_have_one_spelling(field, given, better):
    assert suggested(field, given) == better


@pytest.mark.parametrize(
    ("given", "better"),
    [("25.5x18x3.1mm", "25.5 × 18 × 3.1 mm"), ("10 x 20", "10 × 20 mm"), ("1*2*3 MM", "1 × 2 × 3 mm"), ("big", None)],
)
def test_dimensions_have_one_spelling(given, better):
    assert suggested("dimensions", given) == better


@pytest.mark.parametrize(
    ("given", "better"),
    [("Through-hole", "Through-Hole"), ("SMD", "Surface-Mount"), ("panel", "Panel Mount"), ("Breadboard", None)],
)
def test_mounting_is_one_of_four(given, better):
    assert suggested("mounting_type", given) == better
    assert better is None or better in MOUNTINGS


def test_descriptions_are_one_dense_line():
    assert suggested("description", "Resistor  4k7\n1 %") == "Resistor 4k7 1 %"
    assert suggested("description", "A good resistor.") == "A good resistor"
    assert "longer than 200" in found(description="x" * 201)[0].problem
    assert "repeats the manufacturer's code" in found(description="rc0603fr-074k7l")[0].problem
    assert "known by its value" in found(has_value=False)[0].problem


def test_makers_are_short_and_never_sellers():
    assert suggested("manufacturer", "mouser") == "Generic"
    assert suggested("manufacturer", None) == "Generic"
    assert suggested("manufacturer", "Texas Instruments, Inc.") == "Texas Instruments"


def test_a_package_is_a_footprint_and_a_range_is_a_supply():
    assert "footprint" in found(package="RC0603FR-074K7L")[0].problem
    assert found(voltage_rating="2–24V", input_voltage=None)[0].field == "voltage_rating"


@pytest.mark.parametrize(
    ("tag", "problem", "better"),
    [
        ("resistor", "repeats the type", None),
        ("0603", "repeats the package", None),
        ("Yageo", "repeats the manufacturer", None),
        ("smd", "repeats the mounting", None),
        ("4k7", "is a value", None),
        ("5V", "is a value", None),
        ("aliexpress", "says where it came from", None),
        ("Thick Film", "should be lowercase words joined by -", "thick-film"),
        ("???", "should be lowercase words joined by -", None),
    ],
)
def test_tags_say_something_new(tag, problem, better):
    (finding,) = found(tags=(tag,))
    assert (finding.field, finding.suggestion) == ("tags", better)
    assert problem in finding.problem


def test_more_than_eight_tags_are_too_many():
    assert found(tags=tuple("abcdefgh")) == []
    assert found(tags=tuple("abcdefghi")) == [Finding("many-tags", "tags", "more than 8 say little")]
