"""Copying a part, changing many at once, and what could be written better: services on a real database."""

import pytest

from app.exceptions import RecordNotFoundException, ValidationException
from app.models import Attachment
from app.services.bulk_edit_service import BulkEdit, FieldChange

pytestmark = pytest.mark.integration


@pytest.fixture
def dressed(shop):
    """ABCD with fields, two documents and a cover."""

    def fill(work):
        work.parts.update("ABCD", {"package": "5mm", "tags": ["red", "bright"], "external_ref": "x:1", "pin_count": 2})
        held = work.parts.get("ABCD").attachment_set
        picture = Attachment(attachment_type="image", title="Photo", s3_key="cas/1", content_type="image/png")
        held.attachments += [Attachment(attachment_type="url", title="Sheet", url="https://x.org"), picture]
        work.session.flush()
        held.cover_attachment_id = picture.id

    shop.do(fill)
    return shop


def test_a_copy_has_fields_and_documents_but_its_own_identity(dressed):
    dressed.do(lambda work: work.stock.receive("ABCD", "1-1", 5))
    key = dressed.do(lambda work: work.copies.copy("abcd").key)
    row = dressed.do(lambda work: work.parts.row(key))
    part = row.part
    assert (part.description, part.package, part.tags, part.pin_count) == ("Red LED", "5mm", ["red", "bright"], 2)
    assert (part.external_ref, row.quantity) == (None, 0)
    documents = """
        SELECT a.title, a.s3_key, a.id = s.cover_attachment_id
        FROM parts p JOIN attachment_sets s ON s.id = p.attachment_set_id
        JOIN attachments a ON a.attachment_set_id = s.id
        WHERE p.key = :key ORDER BY 1
    """
    assert dressed.rows(documents, key=key) == [("Photo", "cas/1", True), ("Sheet", None, False)]
    assert dressed.rows(documents, key="ABCD") == [("Photo", "cas/1", True), ("Sheet", None, False)]


def test_a_copy_is_undone_as_one(dressed):
    def copy(work):
        work.copies.copy("ABCD")
        return work.batches.open("edit").id

    before = dressed.rows("SELECT count(*) FROM parts"), dressed.rows("SELECT count(*) FROM attachments")
    batch = dressed.do(copy)
    dressed.do(lambda work: work.undo.undo(batch))
    assert (dressed.rows("SELECT count(*) FROM parts"), dressed.rows("SELECT count(*) FROM attachments")) == before


def test_an_unknown_part_has_no_copy(shop):
    with pytest.raises(RecordNotFoundException):
        shop.do(lambda work: work.copies.copy("ZZZZ"))


EDIT = BulkEdit(["abcd", "EFGH", "ABCD"], {"package": "0603"}, add_tags=["smd"], remove_tags=["red"])


def test_a_preview_names_every_difference_and_changes_nothing(dressed):
    expected = [
        FieldChange("ABCD", "package", "5mm", "0603"),
        FieldChange("ABCD", "tags", ["red", "bright"], ["bright", "smd"]),
        FieldChange("EFGH", "package", None, "0603"),
        FieldChange("EFGH", "tags", [], ["smd"]),
    ]
    before = dressed.rows("SELECT key, package, tags FROM parts ORDER BY key")
    assert dressed.do(lambda work: work.bulk.preview(EDIT)) == expected
    assert dressed.rows("SELECT key, package, tags FROM parts ORDER BY key") == before
    assert dressed.do(lambda work: work.bulk.apply(EDIT)).changes == tuple(expected)
    assert dressed.do(lambda work: work.bulk.preview(EDIT)) == []
    assert dressed.do(lambda work: work.bulk.apply(EDIT)).batch_id is None


def test_many_changes_are_one_batch_and_undone_as_one(dressed):
    before = dressed.rows("SELECT key, package, tags FROM parts ORDER BY key")
    done = dressed.do(lambda work: work.bulk.apply(EDIT))
    counted = "SELECT count(DISTINCT batch_id) FROM batch_changes WHERE batch_id >= :batch"
    assert dressed.rows(counted, batch=done.batch_id) == [(1,)]
    dressed.do(lambda work: work.undo.undo(done.batch_id))
    assert dressed.rows("SELECT key, package, tags FROM parts ORDER BY key") == before


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        (BulkEdit([], {"package": "x"}), "keys"),
        (BulkEdit(["ABCD"]), "fields"),
        (BulkEdit(["ABCD"], {"description": "same for all"}), "description"),
        (BulkEdit(["ABCD"], {"pin_count": 0}), "pin_count"),
        (BulkEdit(["ABCD"], {"unknown": 1}), "unknown"),
        (BulkEdit(["ABCD"], add_tags=["a\x00b"]), "tags"),
        (BulkEdit([f"A{n}" for n in range(501)], {"package": "x"}), "keys"),
    ],
)
def test_impossible_bulk_edits_are_refused(shop, edit, field):
    for act in ("preview", "apply"):
        with pytest.raises(ValidationException) as refused:
            shop.do(lambda work, act=act: getattr(work.bulk, act)(edit))
        assert refused.value.field == field


def test_one_unknown_part_changes_none(shop):
    with pytest.raises(RecordNotFoundException, match="ZZZZ"):
        shop.do(lambda work: work.bulk.apply(BulkEdit(["ABCD", "ZZZZ"], {"package": "x"})))
    assert shop.rows("SELECT DISTINCT package FROM parts") == [(None,)]


@pytest.mark.rule(75, 77)
def test_findings_are_shown_and_never_applied(shop):
    shop.do(lambda work: work.parts.update("EFGH", {"dimensions": "1x2x3mm", "manufacturer": "Mouser"}))
    shop.do(lambda work: work.sellers.create("Mouser"))
    found = shop.do(lambda work: work.quality.findings("efgh"))
    suggested = [(one.field, one.suggestion) for one in found]
    assert suggested == [("dimensions", "1 × 2 × 3 mm"), ("manufacturer", "Generic")]
    assert shop.do(lambda work: work.parts.get("EFGH").dimensions) == "1x2x3mm"


@pytest.mark.rule(74)
def test_a_proposed_type_is_the_known_one_or_new(shop):
    known = shop.do(lambda work: work.types.create("Op-Amp").id)
    assert shop.do(lambda work: work.types.get_or_create("Proposed: OP-AMP").id) == known
    assert shop.do(lambda work: work.types.get_or_create("proposed:Memristor").name) == "Memristor"
    with pytest.raises(ValidationException):
        shop.do(lambda work: work.types.get_or_create("Proposed:"))
