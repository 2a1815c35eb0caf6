"""Drafts of imports and remembered columns: kept, offered, expired, swept; undo brings back what an import took."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.domain.importing.answers import Answers
from app.exceptions import PayloadTooLargeException, RecordNotFoundException, ValidationException
from app.services.importers.draft_service import KEPT_FOR
from app.utils.time import utc_now

pytestmark = pytest.mark.integration

TABLE = b"What,No,Cost\nFuse 1A,F-1,0.50\n"
SAME_HEADERS = b"No,Cost,What\nF-2,0.70,Fuse 2A\n"
ANSWERS = Answers(mapping={"What": "description", "No": "ipn"}, currency="EUR")


@pytest.fixture
def act(storage_container):
    """Does something in one unit of work."""

    def run(what):
        with storage_container.unit_of_work(actor="anna") as work:
            return what(work)

    return run


@pytest.fixture
def keep(act):
    def store(data=TABLE, answers=ANSWERS, source_format="csv"):
        return act(lambda work: work.import_drafts.keep(source_format, "parts.csv", data, answers).id)

    return store


@pytest.fixture
def later(storage_container):
    """Lets time pass."""

    def wait(how_long):
        storage_container.clock.override(lambda: utc_now() + how_long)

    yield wait
    storage_container.clock.reset_override()


def names(act):
    return act(lambda work: [draft.id for draft in work.import_drafts.latest()[0]])


def test_a_draft_keeps_file_and_answers_and_the_same_content_is_the_same_draft(act, keep):
    first = keep()
    assert keep(answers=Answers()) == first
    assert keep(source_format="bom") != first
    draft = act(lambda work: work.import_drafts.get(first))
    assert (Answers(**draft.answers), draft.actor, draft.size) == (Answers(), "anna", len(TABLE))
    assert act(lambda work: work.import_drafts.content(draft)) == TABLE
    act(lambda work: work.import_drafts.update(first, ANSWERS))
    assert Answers(**act(lambda work: work.import_drafts.get(first)).answers) == ANSWERS
    assert act(lambda work: work.batches.latest()[1]) == 0


def test_what_is_no_draft_is_refused(act, keep, storage_container):
    with pytest.raises(ValidationException, match="csv and bom only"):
        keep(source_format="partkeepr")
    with pytest.raises(ValidationException, match="empty"):
        keep(b"")
    with pytest.raises(PayloadTooLargeException):
        keep(b"x" * (storage_container.settings().max_upload_bytes + 1))
    with pytest.raises(RecordNotFoundException, match="Import draft 99"):
        act(lambda work: work.import_drafts.discard(99))
    assert names(act) == []


def test_a_draft_expires_and_the_next_one_clears_it_away_and_the_sweep_its_bytes(act, keep, later, storage_container):
    first = keep()
    later(KEPT_FOR - timedelta(minutes=1))
    assert names(act) == [first]
    act(lambda work: work.import_drafts.update(first, ANSWERS))  # counts from when it was last touched
    later(KEPT_FOR + timedelta(days=1))
    assert names(act) == [first]
    later(2 * KEPT_FOR + storage_container.settings().orphan_grace)
    assert names(act) == []
    with pytest.raises(RecordNotFoundException):
        act(lambda work: work.import_drafts.get(first))
    assert storage_container.orphan_sweep().run().removed == 0
    second = keep(SAME_HEADERS)
    assert act(lambda work: work.session.scalars(text("SELECT id FROM import_drafts")).all()) == [second]
    assert storage_container.orphan_sweep().run().removed == 1
    assert act(lambda work: work.import_drafts.content(work.import_drafts.get(second))) == SAME_HEADERS


def test_an_import_takes_its_draft_away_and_undo_brings_it_back(act, keep):
    draft = keep()
    checked = act(lambda work: work.import_wizard.run_draft(work.import_drafts.get(draft), dry_run=True))
    assert (checked.created["parts"], names(act)) == (1, [draft])
    done = act(lambda work: work.import_wizard.run("csv", [("again.csv", TABLE)], ANSWERS, dry_run=False))
    assert names(act) == []
    assert keep() != draft  # begun anew meanwhile: the undo must not stumble over it
    act(lambda work: work.undo.undo(done.batch))
    assert draft in names(act)
    assert act(lambda work: work.session.scalar(text("SELECT count(*) FROM parts"))) == 0


def test_discarding_is_taken_back_by_undo(act, keep):
    draft = keep()
    before = act(lambda work: work.session.execute(text("SELECT * FROM import_drafts")).one())
    batch = act(lambda work: work.import_drafts.discard(draft))
    assert names(act) == []
    act(lambda work: work.undo.undo(batch))
    assert act(lambda work: work.session.execute(text("SELECT * FROM import_drafts")).one()) == before


def test_columns_are_remembered_by_their_set_of_headers_and_the_last_word_counts(act):
    def offered(data):
        return act(lambda work: work.import_wizard.columns(("x.csv", data))[1])

    def imported(data, answers):
        return act(lambda work: work.import_wizard.run("csv", [("x.csv", data)], answers, dry_run=False))

    assert offered(TABLE) == Answers()
    act(lambda work: work.import_wizard.run("csv", [("x.csv", TABLE)], ANSWERS, dry_run=True))
    assert offered(TABLE) == Answers()
    first = imported(TABLE, ANSWERS)
    assert offered(SAME_HEADERS) == ANSWERS
    assert offered(b"What,No\nFuse,F-1\n") == Answers()
    imported(SAME_HEADERS, Answers(mapping={"What": "name", "No": "ipn"}))
    assert offered(TABLE) == Answers(mapping={"What": "name", "No": "ipn"})
    act(lambda work: work.undo.undo(first.batch))  # not hindered by the later answer
    assert offered(TABLE).mapping["What"] == "name"
    named = b"Description,MPN\nFuse,F-9\n"
    imported(named, Answers(mapping={"Description": "name"}))
    assert offered(named).mapping == {"Description": "name"}
    imported(b"Description,MPN\nFuse,F-8\n", Answers())
    assert offered(named) == Answers()


def test_a_table_without_headers_is_not_remembered(act):
    bare = b"GRM188R71H104KA93D,5\nGRM188R71H104KA94D,6\n"
    table, told = act(lambda work: work.import_wizard.columns(("x.csv", bare)))
    assert (table.header_row, told) == (None, Answers())
    answers = Answers(mapping={"column 1": "manufacturer_code"})
    act(lambda work: work.import_wizard.run("csv", [("x.csv", bare)], answers, dry_run=False))
    assert act(lambda work: work.import_wizard.columns(("x.csv", bare))[1]) == Answers()


def test_prices_that_name_no_currency_take_the_chosen_one_and_others_keep_theirs(act):
    table = b"MPN,Description,Price,Currency\nA-1,Fuse,0.5,\nA-2,Fuse,0.6,USD\nA-3,Fuse,GBP 0.7,\n"

    def imported(currency):
        answers = Answers(currency=currency)
        return act(lambda work: work.import_wizard.run("csv", [("x.csv", table)], answers, dry_run=False))

    report = imported(None)
    (warning,) = (problem for problem in report.problems if problem.severity == "warning")
    assert "choose the currency of the file" in warning.message
    assert imported("CHF").updated == {"parts": 1}  # another answer is another import
    query = text("SELECT manufacturer_code, currency FROM parts ORDER BY 1")
    stored = act(lambda work: [tuple(row) for row in work.session.execute(query)])
    assert stored == [("A-1", "CHF"), ("A-2", "USD"), ("A-3", "GBP")]
    with pytest.raises(ValidationException, match="three capital letters"):
        imported("chf")


PART_DB = b"name;category;storage_location;price;colour\nFuse;Fuses;Shelf;0.5;red\n"
PARTKEEPR = b"""<?xml version="1.0"?><mysqldump><database name="p">
<table_data name="part"><row><field name="id">1</field><field name="name">Fuse</field></row></table_data>
<table_data name="distributor"><row><field name="id">1</field><field name="name">Shop</field></row></table_data>
<table_data name="partdistributor"><row><field name="id">1</field><field name="part_id">1</field>
<field name="distributor_id">1</field><field name="price">0.5</field></row></table_data></database></mysqldump>"""


@pytest.mark.parametrize(
    ("source_format", "content", "query"),
    [
        ("part-db", PART_DB, "SELECT currency FROM parts WHERE unit_price IS NOT NULL"),
        ("partkeepr", PARTKEEPR, "SELECT price_breaks -> 0 ->> 'currency' FROM part_sellers"),
    ],
)
def test_part_db_and_partkeepr_take_the_currency_of_the_file(act, source_format, content, query):
    def imported(currency):
        answers = Answers(currency=currency)
        return act(lambda work: work.import_wizard.run(source_format, [("x", content)], answers, dry_run=False))

    told = {problem.severity: problem.message for problem in imported(None).problems}
    assert "choose the currency of the file" in told["warning"]
    if source_format == "part-db":
        assert told["info"] == (
            "columns without a field were left out: colour. Where one matters, import the file as csv and map it"
        )
    assert [problem.severity for problem in imported("CHF").problems if problem.severity != "info"] == []
    assert act(lambda work: work.session.execute(text(query)).scalar()) == "CHF"
    with pytest.raises(ValidationException, match="three capital letters"):
        imported("chf")


def test_formats_whose_prices_name_their_currency_take_none(act):
    dump = [("dump.json", b"[]")]
    with pytest.raises(ValidationException, match="csv, part-db and partkeepr only"):
        act(lambda work: work.import_wizard.run("inventree", dump, Answers(currency="EUR"), dry_run=True))


def test_drafts_come_in_the_order_that_is_asked_for(act):
    made = [
        act(lambda work, name=name: work.import_drafts.keep("csv", name, f"description\n{name}\n".encode(), ANSWERS).id)
        for name in ("parts.csv", "Board.csv", "caps.csv")
    ]
    assert names(act) == made[::-1]
    for sort, order in (("filename", (1, 2, 0)), ("-filename", (0, 2, 1)), ("expires_at", (0, 1, 2))):
        listed, total = act(lambda work, sort=sort: work.import_drafts.latest(sort=sort))
        assert ([draft.id for draft in listed], total) == ([made[place] for place in order], 3)
    with pytest.raises(ValidationException, match="sort must be one of expires_at, filename"):
        act(lambda work: work.import_drafts.latest(sort="size"))
