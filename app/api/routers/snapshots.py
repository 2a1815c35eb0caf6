"""Snapshots: what was published, when, from what, and whether it is still whole."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.api.dependencies import InContainer, InPaging
from app.api.paging import cut_page
from app.exceptions import SnapshotNotFoundException
from app.schemas.base import Page
from app.schemas.insight import SnapshotDetail, SnapshotListItem
from app.services.container import Container

router = APIRouter(prefix="/api/snapshots", tags=["insight"])


@router.get("", summary="List snapshots", description="Newest first.")
def list_snapshots(container: InContainer, paging: InPaging) -> Page[SnapshotListItem]:
    """All kept snapshots."""
    store = container.snapshots()
    current = store.current_id()
    return cut_page(
        [
            SnapshotListItem(
                id=manifest.id,
                created_at=manifest.created_at,
                run_id=manifest.run_id,
                is_current=manifest.id == current,
                rows=manifest.rows,
                checks=manifest.checks,
            )
            for manifest in store.manifests()
        ],
        paging,
    )


@router.get("/current", summary="The snapshot in force", description="404 before the first one is published.")
def get_current_snapshot(container: InContainer) -> SnapshotDetail:
    """The manifest of the snapshot in force."""
    current = container.snapshots().current_id()
    if current is None:
        raise SnapshotNotFoundException
    return _detail(container, current, verify=False)


@router.get(
    "/{snapshot_id}",
    summary="One snapshot",
    description="Its manifest; with `verify=true` every file is hashed again, which reads all of it.",
)
def get_snapshot(
    snapshot_id: Annotated[str, Path(max_length=100)],
    container: InContainer,
    verify: Annotated[bool, Query()] = False,
) -> SnapshotDetail:
    """The manifest of one snapshot."""
    return _detail(container, snapshot_id, verify=verify)


def _detail(container: Container, snapshot_id: str, *, verify: bool) -> SnapshotDetail:
    store = container.snapshots()
    manifest = store.manifest(snapshot_id)
    verified = not store.verify(snapshot_id) if verify else None
    return SnapshotDetail.model_validate(manifest.as_json(verified=verified))
