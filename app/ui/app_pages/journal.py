"""Stock journal: every line of the ledger, filtered, with undo per line and per batch."""

from app.ui.addresses import JournalAddress, read_address
from app.ui.components.frame import page_frame
from app.ui.components.journal.filters import journal_filters
from app.ui.components.journal.lines import journal_lines

page_frame("Stock journal")
journal_lines(journal_filters(read_address(JournalAddress)))
