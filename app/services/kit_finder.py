"""Finds kits for the search box: by name, by description, and by the words of their documents."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, cast, false, func, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from app.domain.catalogue.match_reason import DOCUMENT_TEXT, FIELD_RANKS, quote_field, stands_in
from app.domain.catalogue.search_query import word_query
from app.models import Attachment, Kit, KitContent, KitSearch
from app.services.document_quotes import quote_documents
from app.services.hit import Hit
from app.services.part_matching import contains, equals, starts_with
from app.services.search_rules import Rule, rank_of, why_of

_IN_DOCUMENTS = FIELD_RANKS["document"]


class KitFinder:
    """Answers for kits; never writes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, text: str, words: Sequence[str], limit: int) -> list[Hit]:
        """The best kits for a query, best first as far as the database can tell."""
        rules = _rules(text, words)
        rank = rank_of(rules)
        query = (
            select(Kit, rank, func.count(KitContent.id))
            .outerjoin(KitContent, KitContent.kit_id == Kit.id)
            .where(rules[-1][2])
            .group_by(Kit.id)
            .order_by(rank.desc(), func.lower(Kit.name), Kit.id)
            .limit(limit)
        )
        rows = self._session.execute(query).tuples().all()
        reasons = self._reasons([kit for kit, score, _ in rows if score == _IN_DOCUMENTS], words)
        hits = []
        for kit, score, lines in rows:
            found, why = reasons.get(kit.id) or (score, why_of(rules, score))
            hits.append(Hit("kit", str(kit.id), kit.name, f"{kit.status} kit, {lines} lines", None, (), why, found))
        return hits

    def _reasons(self, kits: Sequence[Kit], words: Sequence[str]) -> dict[int, tuple[int, str]]:
        """Rank and reason of kits that only their documents explain."""
        names = self._names([kit.attachment_set_id for kit in kits])
        where = {kit.id: _where(kit, words, names.get(kit.attachment_set_id, ())) for kit in kits}
        in_text = {kit.attachment_set_id: word for kit in kits for word, why in where[kit.id] if why == DOCUMENT_TEXT}
        quotes = quote_documents(self._session, in_text)
        found = {}
        for kit in kits:
            quote, ways = quotes.get(kit.attachment_set_id), list(dict.fromkeys(why for _, why in where[kit.id]))
            rank = FIELD_RANKS[DOCUMENT_TEXT] if DOCUMENT_TEXT in ways else _IN_DOCUMENTS
            quoted = f"{DOCUMENT_TEXT}: {quote}" if quote else DOCUMENT_TEXT
            found[kit.id] = rank, ", ".join(quoted if why == DOCUMENT_TEXT else why for why in ways)
        return found

    def _names(self, set_ids: Sequence[int]) -> dict[int, list[str]]:
        """Titles and file names of the documents of each set."""
        query = (
            select(Attachment.attachment_set_id, Attachment.title, Attachment.filename)
            .where(Attachment.attachment_set_id.in_(set_ids))
            .order_by(Attachment.id)
        )
        names: dict[int, list[str]] = {}
        for set_id, *texts in self._session.execute(query) if set_ids else ():
            names.setdefault(set_id, []).extend(text for text in texts if text)
        return names


def _rules(text: str, words: Sequence[str]) -> list[Rule]:
    described = {word: or_(contains(Kit.name, word), contains(Kit.description, word)) for word in words}
    return [
        (96, "name", equals(Kit.name, text)),
        (72, "name", starts_with(Kit.name, text)),
        (52, "name", and_(*(contains(Kit.name, word) for word in words))),
        (35, "description", and_(*described.values())),
        (_IN_DOCUMENTS, "document", and_(*(or_(told, _in_documents(word)) for word, told in described.items()))),
    ]


def _in_documents(word: str) -> ColumnElement[bool]:
    question = word_query([word])
    if question is None:
        return false()
    return Kit.id.in_(select(KitSearch.kit_id).where(KitSearch.documents.op("@@")(cast(question, TSQUERY))))


def _where(kit: Kit, words: Sequence[str], names: Sequence[str]) -> list[tuple[str, str]]:
    """Where each word stands: in the kit's own texts, in the name of a document, else in the text of one."""
    own = f"{kit.name}\n{kit.description or ''}".lower()
    found = []
    for word in words:
        name = next((name for name in names if stands_in(word, name)), None)
        in_document = DOCUMENT_TEXT if name is None else quote_field("document", name)
        found.append((word, "name and description" if word.lower() in own else in_document))
    return found
