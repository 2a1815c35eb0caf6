"""Mappings of foreign databases: what is wrong with one is said by file and field."""

import pytest

from app.exceptions import ConfigurationError
from app.sources.foreign.mapping import load_mappings

GOOD = """
source: bench
url: postgresql://reader@db/parts
tables:
  part: {table: erp.bits, columns: {part_id: id, name: title}}
"""


def test_a_folder_is_read_in_the_order_of_sources_and_nothing_is_read_without_a_place(tmp_path):
    (tmp_path / "1.yaml").write_text(GOOD)
    (tmp_path / "2.yml").write_text(GOOD.replace("bench", "attic"))
    (tmp_path / "notes.txt").write_text("no mapping")
    found = load_mappings(tmp_path)
    assert [mapping.source for mapping in found] == ["attic", "bench"]
    assert found[0].tables["part"].place == ("erp", "bits")
    assert load_mappings(tmp_path / "1.yaml")[0].source == "bench"
    assert load_mappings(None) == []


BAD = {
    "source: bench": ("source: Bench!", "source"),
    "bench": ("tail", "source: tail is a name of the lake's own"),
    "postgresql://": ("mysql://", "url"),
    "part: {": ("parts: {", "nothing called parts to map; there are part, stock, movement"),
    "name: title": ("nome: title", "part has no column nome; it has part_id, name"),
    "part_id: id, ": ("", "part must say where part_id comes from"),
    "tables:": ("colour: red\ntables:", "colour"),
    "erp.bits": ("a.b.c", "tables.part.table"),
    "{table": ("{{table", "cannot be read as YAML"),
    "source: bench\n": (
        "source: bench\nconsumption: {reasons: [12]}\n",
        "movement to say where reason and taken come from",
    ),
    "\nsource: bench": ("\nconsumption: {reasons: []}\nsource: bench", "consumption.reasons"),
}


@pytest.mark.parametrize("old", BAD)
def test_a_mistake_is_named(tmp_path, old):
    new, sentence = BAD[old]
    (tmp_path / "m.yaml").write_text(GOOD.replace(old, new, 1))
    with pytest.raises(ConfigurationError) as refusal:
        load_mappings(tmp_path)
    assert refusal.value.message.startswith("m.yaml: ")
    assert sentence in refusal.value.message


def test_two_mappings_of_one_name_and_a_place_that_is_not_there_are_refused(tmp_path):
    for name in ("1.yaml", "2.yaml"):
        (tmp_path / name).write_text(GOOD)
    with pytest.raises(ConfigurationError, match="two mappings are called bench"):
        load_mappings(tmp_path)
    with pytest.raises(ConfigurationError, match="no file or folder"):
        load_mappings(tmp_path / "nothing")
