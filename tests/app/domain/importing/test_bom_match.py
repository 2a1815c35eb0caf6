"""Lines of bills are matched by code, seller's number, value and package, with reasons; in doubt people are asked."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.importing.bom_lines import BomLine
from app.domain.importing.bom_match import (
    CatalogueEntry,
    fingerprint,
    kind_of,
    match_line,
    outline,
    plain_code,
    value_of,
)
from app.domain.quality.si_values import SiValue

NF100, OHM10K = SiValue(1e-7, "F"), SiValue(10_000.0, "ohm")


def entry(key, description="", *, code="", package="", value=None, skus=(), free=100):
    return CatalogueEntry(key, description, code, package, value, skus, free)


def line(value="", *, designators=("C1", "C2"), quantity=2, **texts):
    return BomLine("row 2", designators, quantity, value, **texts)


CAPS = [entry("AAAA", "MLCC", package="0805", value=NF100), entry("BBBB", "MLCC", package="0603", value=NF100)]


def test_value_and_package_decide_and_the_reasons_are_told():
    match = match_line(line("0,1 µF", package="C_0805_2012Metric"), CAPS, 2)
    assert (match.state, match.part) == ("available", "AAAA")
    assert match.candidates[0].reasons == ("same value 0,1 µF", "same package 0805")
    assert match.candidates[1].confidence < 0.5
    assert match_line(line("100nF", package="805"), CAPS, 101).state == "short"


def test_several_alike_and_none_are_said_and_nothing_is_chosen():
    assert match_line(line("100nF"), CAPS, 2).state == "several"
    assert [c.key for c in match_line(line("100nF"), CAPS, 2).candidates] == ["AAAA", "BBBB"]
    assert match_line(line("1uF", package="0805"), CAPS, 2).state == "not found"
    assert match_line(line("100nF", package="1206"), CAPS, 2).state == "not found"


def test_codes_and_sellers_numbers_are_surer_than_values():
    parts = [
        *CAPS,
        entry("CODE", code="CC0805-KRX7", value=NF100),
        entry("SHOP", skus=("C49678",), value=NF100),
        entry("CHIP", code="LM393DR"),
    ]
    assert match_line(line("100nF", package="0805", code="cc0805krx7"), parts, 1).part == "CODE"
    assert match_line(line("100nF", sku="C49678"), parts, 1).part == "SHOP"
    assert match_line(line("LM393", designators=("U3",)), parts, 1).part == "CHIP"
    assert match_line(line("LM39", designators=("U3",)), parts, 1).part is None


def test_words_that_name_a_kind_name_no_part():
    parts = [entry("AAAA", "1.5K Resistor"), entry("BBBB", "Conn_01x02_Female", package="PinHeader_1x02")]
    assert match_line(line("Resistor", code="CR0805"), parts, 1).candidates == ()
    assert match_line(line("Resistor"), parts, 1).candidates == ()
    assert match_line(line("Conn_01x02", package="PinHeader_1x02"), parts, 1).part == "BBBB"


def test_a_choice_wins_whatever_else_fits_even_what_does_not():
    parts = [*CAPS, entry("FREE", free=0)]
    assert match_line(line("100nF"), parts, 2, "BBBB").part == "BBBB"
    chosen = match_line(line("100nF"), parts, 2, "FREE")
    assert (chosen.part, chosen.state, chosen.candidates[0].reasons) == ("FREE", "short", ("chosen for this line",))
    assert match_line(line("100nF"), CAPS, 2, "GONE").state == "several"


def test_designators_say_what_a_bare_value_means():
    assert value_of(line("10k", designators=("R1",))) == OHM10K
    assert value_of(line("10", designators=("R1",))) == SiValue(10.0, "ohm")
    assert value_of(line("10", designators=("J1",))) is None
    assert value_of(line("10u", designators=("L1",))) == SiValue(1e-5, "H")
    assert value_of(line("0.1uf", designators=("C1",))) == NF100
    assert (kind_of(line(designators=("R1",))), kind_of(line(designators=()))) == ("Resistor", None)


def test_packages_are_read_out_of_footprints():
    names = {"Library:R_0603_1608Metric": "0603", "805": "0805", "Package_TO_SOT_SMD:SOT-23-5": "SOT23-5",
             "SOT23": "SOT23", "SOIC-8_3.9x4.9mm_P1.27mm": "SOIC8", "TSSOP-20_4.4x6.5mm": "TSSOP20",
             "PinHeader_1x02": "", "": "", "C_1210_3225Metric_Pad1.30x2.65mm": "1210"}  # fmt: skip
    assert {name: outline(name) for name in names} == names


def test_a_fingerprint_is_the_same_however_a_line_is_written_and_another_for_another_part():
    one = fingerprint(line("100nF", package="Library:C_0805_2012Metric"))
    assert one == fingerprint(line("0.1 uF", package="805"))
    assert one != fingerprint(line("100nF", package="0603"))
    assert fingerprint(line("x" * 600)) != fingerprint(line("x" * 601))
    assert len(fingerprint(line("x" * 600))) <= 500


TEXTS = st.text(st.sampled_from("0123456789kRnuF -_:SOTCPinLM,."), max_size=10)


@given(TEXTS, TEXTS, TEXTS, st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=4), st.integers(1, 200))
def test_states_keep_their_promise_whatever_the_texts(value, package, code, parts, needed):
    entries = [
        entry(f"AAA{'ABCD'[n]}", d, code=c, package=p, value=value_of(line(d))) for n, (d, c, p) in enumerate(parts)
    ]
    match = match_line(line(value, package=package, code=code), entries, needed)
    assert (match.part is None) == (match.state in {"not found", "several"})
    assert list(match.candidates) == sorted(match.candidates, key=lambda c: (-c.confidence, c.key))
    assert all(0 < c.confidence <= 1 and c.reasons for c in match.candidates)
    if match.part is not None:
        assert match.part == match.candidates[0].key
        assert (match.state == "available") == (match.candidates[0].free >= needed)
    if code and any(plain_code(c) == plain_code(code) for _, c, _ in parts) and plain_code(code):
        assert match.candidates
