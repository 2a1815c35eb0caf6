"""Files as answers: always downloads, never pages of ours, whatever their bytes are."""

from fastapi import Response

from app.domain.documents.download_name import content_disposition
from app.services.attachment_service import StoredFile

_SAFE = {
    "X-Content-Type-Options": "nosniff",
    # Even a browser that opens it shows it without scripts, frames or our origin.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-site",
}
FOREVER = "private, max-age=31536000, immutable"
"""Content addressed by its hash never changes."""


def file_response(file: StoredFile, *, cache: str = "private, no-cache", tag: str | None = None) -> Response:
    """The bytes of a file, to be saved under its name."""
    headers = {"Content-Disposition": content_disposition(file.filename), "Cache-Control": cache, **_SAFE}
    if tag is not None:
        headers["ETag"] = f'"{tag}"'
    return Response(file.data, media_type=file.content_type, headers=headers)
