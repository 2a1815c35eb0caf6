"""`binsight import` and `binsight undo` as processes: what scripts rely on, and refusals that write nothing."""

import json

import pytest

from app.embedded.ports import LOOPBACK, choose_port

pytestmark = pytest.mark.integration

FILES = {
    "boxes.json": [{"box_no": 1, "description": "Drawer", "capacity": 4}],
    "parts.json": [{"key": "ABCD", "description": "Red LED", "type": "LED"}, {"key": "EFGH", "description": "10k"}],
    "part_locations.json": [
        {"part_key": "ABCD", "box_no": 1, "loc_no": 1, "qty": 8},
        {"part_key": "EFGH", "box_no": 1, "loc_no": 2, "qty": 5},
    ],
}
STORE = "SELECT (SELECT count(*) FROM parts) + (SELECT count(*) FROM boxes) + (SELECT count(*) FROM batches)"


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "source"
    place.mkdir()
    for name, rows in FILES.items():
        (place / name).write_text(json.dumps(rows))
    return place


def test_a_dry_run_an_import_the_same_again_and_its_undo(installation, folder):
    rehearsal = installation.answer("import", "predecessor", str(folder), "--dry-run")
    assert rehearsal["batch"] is None
    assert rehearsal["dry_run"] is True
    assert installation.scalar(STORE) == 0

    report = installation.answer("import", "predecessor", str(folder))
    assert report.keys() >= {"batch", "dry_run", "created", "updated", "skipped", "problems"}
    assert report["created"] == rehearsal["created"] == {"parts": 2, "boxes": 1, "placements": 2}
    assert report["updated"] == {}
    assert all(problem.keys() >= {"where", "field", "message", "severity"} for problem in report["problems"])
    assert installation.scalar("SELECT sum(quantity) FROM part_locations") == 13

    again = installation.answer("import", "predecessor", str(folder))
    assert (again["batch"], again["created"], again["updated"]) == (None, {}, {})
    assert again["skipped"] > 0

    undone = installation.answer("undo", str(report["batch"]))
    assert undone["batch"] == report["batch"]
    assert undone["compensated"] == 2
    assert installation.scalar("SELECT count(*) FROM part_locations") == 0


def test_a_table_with_a_mapping_by_hand_and_a_bill_with_a_choice(installation, tmp_path):
    table = tmp_path / "parts.csv"
    table.write_text("What,No,Size,Cost\nMLCC 100nF -55℃,C-1,0603,0.01\nMLCC 100nF,C-2,0805,0.02\n", encoding="utf-8")
    arguments = ("import", "csv", str(table), "--map", "What=description", "--map", "No=ipn", "--map", "Size=package")
    rehearsal = installation.answer(*arguments, "--dry-run")
    assert (rehearsal["batch"], rehearsal["created"]) == (None, {"parts": 2})
    assert "MLCC 100nF -55℃" in {verdict["message"] for verdict in rehearsal["verdicts"]}
    assert installation.answer(*arguments, "--currency", "EUR")["created"] == {"parts": 2}
    assert installation.scalar("SELECT count(*) FROM parts WHERE currency = 'EUR'") == 2
    assert installation.answer(*arguments, "--currency", "EUR")["batch"] is None

    bill = tmp_path / "board.csv"
    bill.write_text('Comment,Designator\n100nF,"C1,C2"\n')
    checked = installation.answer("import", "bom", str(bill), "--dry-run")
    (line,) = checked["lines"]
    assert (line["designators"], line["quantity"], line["state"]) == (["C1", "C2"], 2, "several")
    refused = installation.run("import", "bom", str(bill))
    assert (refused.returncode, "choose one of them" in refused.stderr) == (1, True)
    unheard = installation.run("import", "bom", str(bill), "--map", "Comment=value")
    assert (unheard.returncode, "no columns to map" in unheard.stderr) == (1, True)
    key = line["candidates"][0]["key"]
    made = installation.run("import", "bom", str(bill), "--choose", f"row 2={key}", "--name", "Board", "--units", "3")
    assert made.returncode == 0, made.stderr
    assert f"row 2: 2 x 100nF: short: {key} (100% sure)" in made.stdout
    assert installation.scalar("SELECT required_per_unit FROM kit_contents") == 2


def test_people_read_what_was_imported(installation, folder):
    ended = installation.run("import", "predecessor", str(folder))
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    assert "Imported as batch 1; `binsight undo 1` takes it back." in ended.stdout
    assert "2 new parts" in ended.stdout


def test_a_dry_run_says_whether_the_import_would_be_refused(installation, folder):
    assert "--json says row by row" in installation.run("import", "predecessor", str(folder), "--dry-run").stdout
    told = installation.run("import", "predecessor", str(damage_row(folder)), "--dry-run").stdout
    assert "As it is, the import would be refused" in told
    assert installation.scalar(STORE) == 0


def damage_nothing(folder):
    return folder.parent / "nowhere"


def damage_half(folder):
    path = folder / "parts.json"
    path.write_text(path.read_text()[:20])
    return folder


def damage_row(folder):
    (folder / "part_locations.json").write_text('[{"part_key": "ABCD", "box_no": 9, "loc_no": 1, "qty": 1}]')
    return folder


def damage_missing(folder):
    (folder / "parts.json").unlink()
    return folder


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (damage_nothing, "nowhere: it is not a folder"),
        (damage_missing, "there is no parts.json in it"),
        (damage_half, "parts.json: it is not JSON"),
        (damage_row, "part_locations.json row 1"),
    ],
)
def test_a_damaged_source_is_one_sentence_and_nothing_is_written(installation, folder, damage, words):
    source = damage(folder)
    assert words in installation.refusal("import", "predecessor", str(source), "--json")
    assert installation.scalar(STORE) == 0


def test_an_unknown_format_is_refused(installation, folder):
    assert "is not a format" in installation.refusal("import", "spreadsheet", str(folder))
    assert installation.scalar(STORE) == 0


def test_half_a_dump_is_refused(installation, tmp_path):
    path = tmp_path / "dump.json"
    path.write_text('[{"model": "part.part", "pk": 1, "fields": {"name": "LED"}}, {"model"')
    assert "dump.json: it is not JSON" in installation.refusal("import", "inventree", str(path))
    assert installation.scalar(STORE) == 0


def test_undo_of_a_batch_that_is_not_there_or_was_undone_is_refused(installation, folder):
    assert "999" in installation.refusal("undo", "999", "--json")
    batch = str(installation.answer("import", "predecessor", str(folder))["batch"])
    installation.answer("undo", batch)
    before = installation.scalar("SELECT count(*) FROM stock_movements")
    assert batch in installation.refusal("undo", batch)
    assert installation.scalar("SELECT count(*) FROM stock_movements") == before


@pytest.mark.parametrize("arguments", [["import"], ["import", "predecessor"], ["undo"], ["undo", "first"]])
def test_bad_usage_is_exit_2(installation, arguments):
    ended = installation.run(*arguments)
    assert ended.returncode == 2
    assert ended.stdout == ""


def test_a_database_that_does_not_answer_is_a_sentence_without_the_password(installation, folder):
    url = f"postgresql://u:hidden@{LOOPBACK}:{choose_port(None)}/binsight"
    ended = installation.run("import", "predecessor", str(folder), BINSIGHT_DATABASE_URL=url)
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert "hidden" not in ended.stderr
