"""Quarantine: dropped files that could not be read; `?file=drops/a.ndjson` shows one and what to do about it."""

from app.ui.addresses import QuarantineAddress, read_address
from app.ui.components.frame import nothing_published, page_frame
from app.ui.components.quarantine.files import file_list
from app.ui.components.quarantine.one import quarantined_file
from app.ui.navigation import link

address = read_address(QuarantineAddress)
snapshot = page_frame("Quarantine")
if snapshot is None:
    nothing_published("quarantine")
elif address.file is None:
    file_list(snapshot)
else:
    link("quarantine", "All files", icon="arrow_back")
    quarantined_file(snapshot, address.file)
