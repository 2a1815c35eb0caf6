"""Column choice: what a person said the columns of a table mean, so that the same headers are asked about once."""

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CleanText, Timestamps


class ColumnChoice(Timestamps, Base):
    """`fingerprint` names a set of headers; `mapping` leads from those that were chosen to fields."""

    __tablename__ = "column_choices"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(CleanText(64), unique=True)
    mapping: Mapped[dict[str, str]] = mapped_column(JSONB)
    currency: Mapped[str | None] = mapped_column(CleanText(3))
