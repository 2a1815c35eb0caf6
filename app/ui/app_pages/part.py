"""Part: `?part=ABCD` - facts, stock with its forms, level and use over time, `&on=` a past day, history."""

import streamlit as st

from app.ui.addresses import PartAddress, read_address
from app.ui.components.documents.panel import documents_panel
from app.ui.components.frame import page_frame
from app.ui.components.labels.printing import print_labels
from app.ui.components.part.actions import part_actions
from app.ui.components.part.buying import part_buying
from app.ui.components.part.choice import part_choice
from app.ui.components.part.edit import part_edit
from app.ui.components.part.facts import part_facts
from app.ui.components.part.findings import part_findings
from app.ui.components.part.history import part_history
from app.ui.components.part.insight import part_insight
from app.ui.components.part.stock import part_stock
from app.ui.navigation import link
from app.ui.resources import unit_of_work

address = read_address(PartAddress)
snapshot = page_frame("Part" if address.part is None else f"Part {address.part}")
if address.part is None:
    part_choice()
else:
    with unit_of_work() as work:
        part = work.parts.get(address.part)
        balances = work.stock.stock_of(part.key)
        kits = work.parts.kits_using(part.key)
        claims = work.reservations.claims(part.key)
        reserved = {claim.kit.name: claim.units for claim in claims}
        st.text(part.description)
        if part.archived_at is not None:
            became = part.merged_into
            how = "is archived" if became is None else f"was merged into {became.key}"
            st.warning(f"This part {how}; it takes no new stock.", icon=":material/inventory:")
            if became is not None:
                link("part", f"Open {became.key}", icon="arrow_forward", part=became.key)
        facts, stock = st.columns(2, gap="large")
        with stock:
            part_stock(part, balances, reserved, snapshot)
        with facts:
            part_facts(part, kits, claims)
            part_findings(part.key, work.quality.findings(part.key))
        # Columns lie below each other on a phone: what is done at a shelf comes before what is done at a desk.
        buying, documents = st.columns(2, gap="large")
        with buying:
            part_actions(part)
            part_edit(part)
            part_buying(part)
            print_labels(
                {"this part": lambda work: work.labels.of_parts([part.key])}, key=part.key, filename=f"{part.key}.pdf"
            )
        with documents:
            documents_panel(part.attachment_set_id)
    part_insight(part.key, address.on, snapshot)
    part_history(part.key)
