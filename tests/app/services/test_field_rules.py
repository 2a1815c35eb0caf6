"""Field rules: what they take, the database takes; what they refuse, they refuse with the field's name."""

import importlib
import pkgutil
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, inspect

from app import services
from app.exceptions import ValidationException
from app.models import Part
from app.services import kit_service, part_service
from app.services.field_rules import MAX_INT, FieldRules, check_id, check_page

RULES = {
    f"{name}.{label}": value
    for name in sorted(module.name for module in pkgutil.iter_modules(services.__path__) if not module.ispkg)
    for label, value in vars(importlib.import_module(f"app.services.{name}")).items()
    if isinstance(value, FieldRules)
}
PART = part_service.RULES
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.decimals(),
    st.text(max_size=12),
    st.sampled_from(["", " \t", "x" * 256, "x" * 20_001, "a\x00", "\ud800", "https://e.org", "small", "esd", "EUR"]),
    st.lists(st.one_of(st.none(), st.text(max_size=4), st.sampled_from(["esd", "hazard"]), st.integers()), max_size=4),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=1),
    st.datetimes(),
)


def outcome(rules, field, value):
    """What becomes of a value: the cleaned one, or the refusal."""
    try:
        return rules.clean({field: value}, partial=True)[field], None
    except ValidationException as refusal:
        return None, refusal


@pytest.mark.integration
@pytest.mark.parametrize("name", RULES)
@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_taken_can_be_stored_and_what_is_refused_names_its_field(container, name, data):
    rules = RULES[name]
    field = data.draw(st.sampled_from(sorted(rules.names)))
    cleaned, refusal = outcome(rules, field, data.draw(VALUES))
    if refusal is not None:
        assert refusal.field == field
        assert refusal.message
        return
    # The column alone is asked: what its rules with others are is the services' business.
    table = Table("probe", MetaData(), Column(field, inspect(rules.model).columns[field].type), prefixes=["TEMPORARY"])
    with container.engine().connect() as connection:
        table.create(connection)
        connection.execute(table.insert().values({field: cleaned}))
        (stored,) = connection.execute(table.select()).one()
    assert stored == (pytest.approx(cleaned) if isinstance(cleaned, float) else cleaned)


def test_the_rules_of_all_services_are_looked_at():
    assert {value.model.__tablename__ for value in RULES.values()} >= {"parts", "boxes", "kits", "devices", "sellers"}


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_rules_name_columns_of_their_model(rules):
    columns = set(inspect(rules.model).columns.keys())
    assert rules.names <= columns
    assert set(rules.least) | set(rules.choices) | rules.links <= rules.names


def test_unknown_fields_are_named_and_only_the_first_of_many():
    with pytest.raises(ValidationException, match="'aaa' is not a field") as caught:
        PART.clean({"zzz": 1, "aaa": 1, "description": "x"})
    assert caught.value.field == "aaa"


def test_required_fields_must_be_there_unless_only_some_are_changed():
    with pytest.raises(ValidationException, match="Description must be filled in"):
        PART.clean({"series": "a"})
    assert PART.clean({"series": "a"}, partial=True) == {"series": "a"}
    with pytest.raises(ValidationException, match="Description must be filled in"):
        PART.clean({"description": "  "}, partial=True)


def test_nothing_means_nothing_or_the_default():
    cleaned = PART.clean({"description": "x", "tags": None, "series": "  ", "pin_count": None})
    assert (cleaned["tags"], cleaned["series"], cleaned["pin_count"]) == ([], None, None)
    assert kit_service.RULES.clean({"build_target": None}, partial=True) == {"build_target": 1}


@pytest.mark.parametrize(
    ("price", "stored"),
    [(0.1, "0.1"), (Decimal("0.0000014"), "0.000001"), (3, "3"), (0.1 + 0.2, "0.3"), (Decimal("1E+2"), "100")],
)
def test_prices_are_rounded_to_what_the_column_keeps(price, stored):
    assert PART.clean({"unit_price": price}, partial=True)["unit_price"] == Decimal(stored)


@pytest.mark.parametrize("price", [10**8, Decimal("99999999.9999999"), 1e300, Decimal("sNaN"), float("-inf")])
def test_prices_that_do_not_fit_are_refused(price):
    with pytest.raises(ValidationException) as caught:
        PART.clean({"unit_price": price}, partial=True)
    assert caught.value.field == "unit_price"


def test_lists_lose_blanks_and_repetitions_and_keep_their_order():
    assert PART.clean({"tags": [" b ", "a", "", None, "b"]}, partial=True)["tags"] == ["b", "a"]
    with pytest.raises(ValidationException, match="at most 100 texts"):
        PART.clean({"tags": ["a"] * 101}, partial=True)
    with pytest.raises(ValidationException, match="at most 100 are kept"):
        PART.clean({"tags": ["a" * 101]}, partial=True)


@pytest.mark.parametrize("value", ["2026-01-01", 5, datetime(2026, 1, 1)])  # noqa: DTZ001 - without a zone on purpose
def test_instants_need_a_zone(value):
    rules = FieldRules(model=Part, names=frozenset({"archived_at"}))
    with pytest.raises(ValidationException, match="an instant with its time zone"):
        rules.clean({"archived_at": value})
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert rules.clean({"archived_at": moment}) == {"archived_at": moment}


@pytest.mark.parametrize(
    ("link", "fits"),
    [
        ("https://example.com/a?b=c#d", True),
        ("HTTP://example.com", True),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://a b", False),
        ('https://a"onload="x', False),
        ("ftp://example.com", False),
        ("//example.com", False),
    ],
)
def test_links_are_web_addresses(link, fits):
    if fits:
        assert PART.clean({"product_page": link}, partial=True) == {"product_page": link}
    else:
        with pytest.raises(ValidationException):
            PART.clean({"product_page": link}, partial=True)


def test_pages_and_ids_have_bounds():
    for limit, offset in ((1, 0), (1000, MAX_INT)):
        check_page(limit, offset)
    for limit, offset, field in ((0, 0, "limit"), (1001, 0, "limit"), (1, -1, "offset"), (1, MAX_INT + 1, "offset")):
        with pytest.raises(ValidationException) as caught:
            check_page(limit, offset)
        assert caught.value.field == field
    assert (check_id(1, "id"), check_id(MAX_INT, "id")) == (1, MAX_INT)
    for value in (0, -1, MAX_INT + 1, True, "1", 1.0):
        with pytest.raises(ValidationException):
            check_id(value, "type_id")
