"""What the search box looks into: words of parts, words of documents of kits, and all words there are; by triggers."""

from sqlalchemy import BigInteger, Computed, ForeignKey, Identity, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class PartSearch(Base):
    """The words of a part: its own fields, who sells it, its documents; `document` is all of them.

    Words carry marks that say where they stand (`app.domain.catalogue.search_query`).
    """

    __tablename__ = "part_search"
    __table_args__ = (Index("ix_part_search_document", "document", postgresql_using="gin"),)

    part_id: Mapped[int] = mapped_column(
        ForeignKey("parts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    is_archived: Mapped[bool] = mapped_column(server_default=text("false"))
    own: Mapped[str] = mapped_column(TSVECTOR, server_default="")
    sold: Mapped[str] = mapped_column(TSVECTOR, server_default="")
    documents: Mapped[str] = mapped_column(TSVECTOR, server_default="")
    document: Mapped[str] = mapped_column(TSVECTOR, Computed("((own || sold) || documents)", persisted=True))


class KitSearch(Base):
    """The words of a kit's documents; a kit without any has no row."""

    __tablename__ = "kit_search"
    __table_args__ = (Index("ix_kit_search_documents", "documents", postgresql_using="gin"),)

    kit_id: Mapped[int] = mapped_column(
        ForeignKey("kits.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    documents: Mapped[str] = mapped_column(TSVECTOR)


class SearchWord(Base):
    """One word that some part has or had; `grams` are its pieces, so that near and inner spellings are found.

    Not unique on purpose: two transactions that bring the same new word must not wait for each other.
    """

    __tablename__ = "search_vocabulary"
    __table_args__ = (
        Index("ix_search_vocabulary_word", "word"),
        Index("ix_search_vocabulary_grams", "grams", postgresql_using="gin"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    word: Mapped[str] = mapped_column(Text)
    grams: Mapped[list[str]] = mapped_column(ARRAY(Text), Computed("search_grams(word)", persisted=True))
