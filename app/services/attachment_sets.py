"""Finds attachment sets by what people name: a part, a kit, a set, a document of it, a hash of its content."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.exceptions import RecordNotFoundException
from app.models import Attachment, AttachmentSet, Kit, Part
from app.services.attachment_bytes import CONTENT_PREFIX
from app.services.lookups import find_by_id, find_part


@dataclass(frozen=True)
class SetOwner:
    """Whose documents they are: kind `part` with its key, or `kit` with its id; `name` is what people call it."""

    kind: str
    key: str
    name: str


class AttachmentSets:
    """Reads only."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_part(self, key: str) -> AttachmentSet:
        """The documents of a part.

        Raises:
            RecordNotFoundException: unknown part.
        """
        return self.get(find_part(self._session, key).attachment_set_id)

    def of_kit(self, kit_id: int) -> AttachmentSet:
        """The documents of a kit.

        Raises:
            RecordNotFoundException: unknown kit.
        """
        return self.get(find_by_id(self._session, Kit, kit_id, "Kit").attachment_set_id)

    def get(self, set_id: int) -> AttachmentSet:
        """A set by its id.

        Raises:
            RecordNotFoundException: there is none.
        """
        return find_by_id(self._session, AttachmentSet, set_id, "Attachment set")

    def document(self, set_id: int, attachment_id: int) -> Attachment:
        """One document of a set.

        Raises:
            RecordNotFoundException: no such set, or it has no such document.
        """
        found = next((one for one in self.get(set_id).attachments if one.id == attachment_id), None)
        if found is None:
            raise RecordNotFoundException("Attachment", attachment_id)
        return found

    def by_content(self, sha256: str) -> Attachment:
        """The oldest document whose bytes, or whose page's picture, have this hash.

        Raises:
            RecordNotFoundException: no document has them; what was removed is not handed out.
        """
        key = CONTENT_PREFIX + sha256
        named = or_(Attachment.s3_key == key, Attachment.preview_s3_key == key)
        found = self._session.scalar(select(Attachment).where(named).order_by(Attachment.id).limit(1))
        if found is None:
            raise RecordNotFoundException("File", sha256)
        return found

    def owner(self, set_id: int) -> SetOwner:
        """Whose set it is.

        Raises:
            RecordNotFoundException: nobody's.
        """
        part = self._session.scalar(select(Part).where(Part.attachment_set_id == set_id))
        if part is not None:
            return SetOwner("part", part.key, part.key)
        kit = self._session.scalar(select(Kit).where(Kit.attachment_set_id == set_id))
        if kit is None:
            raise RecordNotFoundException("Attachment set", set_id)
        return SetOwner("kit", str(kit.id), kit.name)
