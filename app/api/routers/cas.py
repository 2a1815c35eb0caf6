"""Content by its hash: bytes of documents that exist, and thumbnails of pictures."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response

from app.api.dependencies import InContainer, InWork
from app.api.file_response import FOREVER, file_response
from app.services.attachment_bytes import CONTENT_PREFIX
from app.services.attachment_service import StoredFile
from app.services.pictures import MAX_THUMBNAIL

router = APIRouter(prefix="/api/cas", tags=["documents"])
Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the content", examples=["0" * 64])]


@router.get(
    "/{sha256}",
    summary="Content by its hash",
    description="Only of documents that exist. Always a download with the type read from its bytes; "
    "`thumbnail` gives a JPEG instead. It never changes and may be kept for ever.",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}, 304: {"description": "You have it already"}},
)
def get_content(
    sha256: Sha256,
    work: InWork,
    container: InContainer,
    thumbnail: Annotated[int | None, Query(ge=1, le=MAX_THUMBNAIL, description="pixels", examples=[200])] = None,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """The bytes, or a thumbnail."""
    document = work.attachments.sets.by_content(sha256)
    tag = sha256 if thumbnail is None else f"{sha256}-{thumbnail}"
    if if_none_match is not None and f'"{tag}"' in if_none_match:
        return Response(status_code=304, headers={"ETag": f'"{tag}"', "Cache-Control": FOREVER})
    if thumbnail is not None:
        small = container.thumbnails().get(sha256, thumbnail)
        file = StoredFile(f"{sha256[:12]}-{thumbnail}.jpg", "image/jpeg", small)
    elif document.s3_key == CONTENT_PREFIX + sha256:
        file = work.attachments.content(document)
    else:
        file = work.attachments.preview(document)
    return file_response(file, cache=FOREVER, tag=tag)
