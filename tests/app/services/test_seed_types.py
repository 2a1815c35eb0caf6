"""The usual type names, as data."""

from app.domain.catalogue.text_rules import clean_text
from app.services.seed_types import SEED_TYPES


def test_names_are_different_whatever_their_case_and_can_be_stored():
    assert len({name.lower() for name in SEED_TYPES}) == len(SEED_TYPES)
    assert all(clean_text(name, "name", 100) == name for name in SEED_TYPES)
    assert all(name[0].isupper() for name in SEED_TYPES)
