"""Types: the categories of parts."""

from fastapi import APIRouter, Response

from app.api.dependencies import InPaging, InWork, RecordId, SortOrder
from app.api.idempotency import InWorkOnce
from app.api.paging import page_of
from app.schemas.base import Page
from app.schemas.part_type import TypeCreate, TypeListItem, TypeResponse, TypeUpdate

router = APIRouter(prefix="/api/types", tags=["types"])


@router.post("", status_code=201, summary="Create a type", description="Names are unique whatever their case.")
def create_type(body: TypeCreate, work: InWorkOnce) -> TypeResponse:
    """A new type."""
    return TypeResponse.model_validate(work.types.create(body.name))


@router.get("", summary="List types", description="With the number of parts. `sort` by name, part_count or created_at.")
def list_types(work: InWork, paging: InPaging, sort: SortOrder = "name") -> Page[TypeListItem]:
    """All types."""
    rows, total = work.types.list(limit=paging.limit, offset=paging.offset, sort=sort)
    items = (TypeListItem(id=row.type.id, name=row.type.name, part_count=row.part_count) for row in rows)
    return page_of(items, total, paging)


@router.get("/{type_id}", summary="One type", description="By its id.")
def get_type(type_id: RecordId, work: InWork) -> TypeResponse:
    """One type."""
    return TypeResponse.model_validate(work.types.get(type_id))


@router.put("/{type_id}", summary="Rename a type", description="Gives it another name.")
def rename_type(type_id: RecordId, body: TypeUpdate, work: InWork) -> TypeResponse:
    """Rename a type."""
    return TypeResponse.model_validate(work.types.rename(type_id, body.name))


@router.delete(
    "/{type_id}",
    status_code=204,
    summary="Delete a type",
    description="Refused while parts or boxes use it.",
    response_class=Response,
)
def delete_type(type_id: RecordId, work: InWork) -> None:
    """Delete a type."""
    work.types.delete(type_id)
