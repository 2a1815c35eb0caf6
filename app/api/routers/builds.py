"""Builds: what was made of kits, from which parts, at which cost."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import InPaging, InWork, RecordId, SortOrder
from app.api.idempotency import InWorkOnce
from app.api.paging import page_of
from app.models import Build
from app.schemas.base import Page
from app.schemas.pick_list import BuildCreate, BuildLineResponse, BuildResponse

router = APIRouter(prefix="/api", tags=["builds"])
_SORTED = "Newest first, or by built_at, kit or units as `sort` says."


@router.post(
    "/kits/{kit_id}/builds",
    status_code=201,
    summary="Build a kit from stock",
    description="Consumes the parts at once, without a pick list, small remainders first; refused when a part lacks.",
)
def build_kit(kit_id: RecordId, body: BuildCreate, work: InWorkOnce) -> BuildResponse:
    """Make units of a kit."""
    return build_response(work.builds.build(kit_id, body.units, note=body.note))


@router.get("/kits/{kit_id}/builds", summary="Builds of a kit", description=_SORTED)
def list_kit_builds(
    kit_id: RecordId, work: InWork, paging: InPaging, sort: SortOrder = "-built_at"
) -> Page[BuildResponse]:
    """Builds of one kit."""
    kit = work.kits.get(kit_id)
    builds, total = work.builds.page(limit=paging.limit, offset=paging.offset, kit_id=kit.id, sort=sort)
    return page_of((build_response(build) for build in builds), total, paging)


@router.get(
    "/builds",
    summary="List builds",
    description=f"Of one kit where it is given. {_SORTED}",
)
def list_builds(
    work: InWork,
    paging: InPaging,
    kit_id: Annotated[int | None, Query(ge=1, le=2**31 - 1, examples=[7])] = None,
    sort: SortOrder = "-built_at",
) -> Page[BuildResponse]:
    """A page of builds."""
    builds, total = work.builds.page(limit=paging.limit, offset=paging.offset, kit_id=kit_id, sort=sort)
    return page_of((build_response(build) for build in builds), total, paging)


@router.get("/builds/{build_id}", summary="One build", description="With what it consumed and what that cost.")
def get_build(build_id: RecordId, work: InWork) -> BuildResponse:
    """One build."""
    return build_response(work.builds.get(build_id))


def build_response(build: Build) -> BuildResponse:
    """A build as the API answers it."""
    lines = [
        BuildLineResponse(
            part_key=line.part.key,
            description=line.part.description,
            quantity=line.quantity,
            unit_price=line.unit_price,
            currency=line.currency,
        )
        for line in build.lines
    ]
    return BuildResponse(
        kit_name=build.kit.name,
        lines=lines,
        **{name: getattr(build, name) for name in BuildResponse.model_fields if name not in {"kit_name", "lines"}},
    )
