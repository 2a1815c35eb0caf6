"""Logos of sellers: pictures stored by content like documents, named by the seller's row."""

from sqlalchemy.orm import Session

from app.domain.quality.file_kind import sniff
from app.exceptions import PayloadTooLargeException, RecordNotFoundException, ValidationException
from app.models import Seller
from app.services.attachment_bytes import AttachmentBytes, content_key
from app.services.attachment_service import StoredFile
from app.services.batch_service import BatchService
from app.services.lookups import find_by_id

MAX_LOGO_BYTES = 10 * 1024 * 1024


class SellerLogoService:
    """Sets, clears and hands out logos. Bytes that no row names any more are left to the sweep, so that undo works."""

    def __init__(self, session: Session, batches: BatchService, stored: AttachmentBytes) -> None:
        self._session = session
        self._batches = batches
        self._stored = stored

    def put(self, seller_id: int, data: bytes) -> Seller:
        """Give a seller this picture; its kind is read from its first bytes.

        Raises:
            RecordNotFoundException: no such seller. ValidationException: not a PNG, JPEG or WebP picture.
            PayloadTooLargeException: more than 10 MB. ExternalServiceException: the object store fails.
        """
        seller = find_by_id(self._session, Seller, seller_id, "Seller")
        if len(data) > MAX_LOGO_BYTES:
            raise PayloadTooLargeException(f"The logo has {len(data)} bytes; at most {MAX_LOGO_BYTES} are accepted")
        kind, key = sniff(data), content_key(data)
        if kind.attachment_type != "image":
            raise ValidationException("A logo must be a PNG, JPEG or WebP picture; choose another file", field="file")
        self._batches.open("edit", note=f"Changed the logo of {seller.name}")
        seller.logo_s3_key = key
        self._session.flush()
        self._stored.store(key, data, kind.content_type)
        return seller

    def clear(self, seller_id: int) -> Seller:
        """Take the logo away; nothing happens when there is none.

        Raises:
            RecordNotFoundException: no such seller.
        """
        seller = find_by_id(self._session, Seller, seller_id, "Seller")
        if seller.logo_s3_key is not None:
            self._batches.open("edit", note=f"Removed the logo of {seller.name}")
            seller.logo_s3_key = None
            self._session.flush()
        return seller

    def read(self, seller_id: int) -> StoredFile:
        """The picture, its kind read from its bytes.

        Raises:
            RecordNotFoundException: no such seller, or it has no logo. ExternalServiceException: the store fails.
        """
        seller = find_by_id(self._session, Seller, seller_id, "Seller")
        if seller.logo_s3_key is None:
            raise RecordNotFoundException("Logo of seller", seller.name)
        data = self._stored.read(seller.logo_s3_key)
        return StoredFile(f"logo-{seller.id}", sniff(data).content_type, data)
