"""Quotes the documents of parts around what was typed; the texts stay in the database, only the excerpts travel."""

from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.catalogue.excerpt import BEFORE, LENGTH, excerpt
from app.domain.catalogue.search_words import whole_words
from app.models import Attachment


def quote_documents(session: Session, wanted: Mapping[int, str]) -> dict[int, str]:
    """Attachment set to the first of its documents that holds the word, and the words around it.

    `wanted` maps sets to the word as it was typed; sets whose documents write it otherwise (`µ` for u) are left out.
    """
    words = {word: [set_id for set_id, one in wanted.items() if one == word] for word in set(wanted.values())}
    return {set_id: quote for word, sets in words.items() for set_id, quote in _quoted(session, word, sets)}


def _quoted(session: Session, word: str, sets: Collection[int]) -> Iterator[tuple[int, str]]:
    place = func.strpos(func.lower(Attachment.text_content), whole_words(word)[0])
    cut = func.substr(Attachment.text_content, func.greatest(place - BEFORE, 1), LENGTH)
    query = (
        select(Attachment.attachment_set_id, Attachment.title, place, cut)
        .where(Attachment.attachment_set_id.in_(sets), place > 0)
        .order_by(Attachment.id.desc())  # of several documents the first one's quote stays
    )
    for set_id, title, found_at, text in session.execute(query):
        yield set_id, f"{title}, {excerpt(text, is_start=found_at <= BEFORE)}"
