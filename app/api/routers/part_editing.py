"""Changing many parts at once, and copying one."""

from fastapi import APIRouter

from app.api.dependencies import PartKey
from app.api.idempotency import InWorkOnce
from app.api.routers.parts import get_part
from app.schemas.bulk_edit import BulkEditRequest, BulkEditResponse, FieldChangeResponse
from app.schemas.part import PartResponse
from app.services.bulk_edit_service import BulkEdit, BulkResult

router = APIRouter(prefix="/api/parts", tags=["parts"])


@router.post(
    "/bulk-edit",
    summary="Change many parts",
    description="One change to up to 500 parts. With `dry_run`, which is the default, it answers what would differ and "
    "changes nothing; without, all of it is one batch with one undo.",
)
def edit_parts(body: BulkEditRequest, work: InWorkOnce) -> BulkEditResponse:
    """Change many parts, or say what would change."""
    edit = BulkEdit(body.keys, body.fields.model_dump(exclude_unset=True), body.add_tags, body.remove_tags)
    done = BulkResult(None, tuple(work.bulk.preview(edit))) if body.dry_run else work.bulk.apply(edit)
    changes = [FieldChangeResponse.model_validate(change) for change in done.changes]
    return BulkEditResponse(batch=done.batch_id, changes=changes)


@router.post(
    "/{key}/duplicate",
    status_code=201,
    summary="Make a part like this one",
    description="The same fields and documents under a new key; no stock, offers or history.",
)
def duplicate_part(key: PartKey, work: InWorkOnce) -> PartResponse:
    """A new part like an old one."""
    return get_part(work.copies.copy(key).key, work)
