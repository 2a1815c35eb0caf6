"""The documents of one part or kit given to another: every document has its own record, the stored bytes are shared."""

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from app.models import Attachment, AttachmentSet

_OWN_FIELDS = frozenset({"id", "attachment_set_id", "created_at", "updated_at"})


def copy_documents(session: Session, source: AttachmentSet, target: AttachmentSet) -> None:
    """Give `target` all documents of `source` and its cover; both are flushed already, a batch is open."""
    names = [column.key for column in inspect(Attachment).column_attrs if column.key not in _OWN_FIELDS]
    for attachment in source.attachments:
        twin = Attachment(attachment_set_id=target.id, **{name: getattr(attachment, name) for name in names})
        session.add(twin)
        session.flush()
        if attachment.id == source.cover_attachment_id:
            target.cover_attachment_id = twin.id
    session.flush()
    session.expire(target, ["attachments"])
