"""One seller: logo, record, facts with their form, and what it offers."""

import polars as pl
import streamlit as st

from app.domain.shopping.reliability import Reliability
from app.models import Seller
from app.ui.components.errors import guarded
from app.ui.components.field_errors import FieldErrors
from app.ui.components.plain_text import plain
from app.ui.components.tables import linked_table, number, text
from app.ui.counted import counted
from app.ui.resources import unit_of_work
from app.ui.writing import form_key, write_edit

OFFERS_SHOWN = 500


def seller_detail(seller_id: int) -> None:
    """Draw a seller."""
    with unit_of_work() as work:
        seller = work.sellers.get(seller_id)
        record = work.seller_records.of_seller(seller_id)
        st.subheader(plain(seller.name), anchor=False)
        if seller.logo_s3_key is not None:
            with guarded():
                st.image(work.seller_logos.read(seller_id).data, width=120, caption=None)
        _record(record)
        _offers(seller_id)
        left, right = st.columns(2, gap="large")
        with left:
            _edit(seller)
        with right:
            _logo(seller)
        _delete(seller)


def _record(record: Reliability) -> None:
    if not record.orders:
        st.caption("Nothing was ordered from this seller yet, so there is no record of it.")
        return
    lead, on_time, filled = st.columns(3)
    lead.metric("Lead time, days", "not known" if record.median_lead_days is None else f"{record.median_lead_days:.1f}")
    on_time.metric("On time", _share(record.on_time_share))
    filled.metric("Delivered of what was ordered", _share(record.fill_rate))
    st.caption(
        f"From {counted(record.orders, 'ordered part')} and {counted(record.deliveries, 'delivery', 'deliveries')}; "
        f"{counted(record.promised, 'order')} had a promised day that has come."
    )


def _share(value: float | None) -> str:
    return "not known" if value is None else f"{value:.0%}"


def _offers(seller_id: int) -> None:
    with unit_of_work() as work:
        offers, total = work.sellers.offers_of(seller_id, limit=OFFERS_SHOWN)
        frame = pl.DataFrame(
            [
                {
                    "part": offer.part.key,
                    "description": offer.part.description,
                    "sku": offer.sku or "",
                    "lead": offer.lead_time_days,
                    "least": offer.minimum_quantity,
                }
                for offer in offers
            ],
            schema={"part": pl.String, "description": pl.String, "sku": pl.String, "lead": pl.Int64, "least": pl.Int64},
        )
    if not total:
        st.info("It offers nothing yet; link parts to it on their pages.", icon=":material/link:")
        return
    st.caption(f"{counted(total, 'offer')}. Click a row to open the part, where its offers are changed.")
    columns = {
        "part": text("Part"),
        "description": text("Description", width="medium"),
        "sku": text("SKU"),
        "lead": number("Lead time, days"),
        "least": number("At least, pieces"),
    }
    linked_table(frame, columns, key=f"offers-{seller_id}", page="part", part="part")


def _edit(seller: Seller) -> None:
    seller_id, errors = seller.id, FieldErrors()
    with st.form(form_key(f"seller-{seller_id}"), border=True):
        name = st.text_input("Name", value=seller.name, max_chars=255, key=form_key("seller-name"))
        errors.below("name")
        site = st.text_input("Website", value=seller.website or "", max_chars=500, key=form_key("seller-site"))
        errors.below("website")
        pressed = st.form_submit_button("Save", type="primary", key=form_key("seller-save"))
        errors.foot()
    if pressed:
        changes = {"name": name, "website": site or None}
        write_edit(lambda work: work.sellers.update(seller_id, changes), f"Changed the seller {name}", errors)


def _logo(seller: Seller) -> None:
    seller_id, name, errors = seller.id, seller.name, FieldErrors()
    with st.form(form_key(f"logo-{seller_id}"), border=True):
        file = st.file_uploader("Logo: a PNG, JPEG or WebP picture", key=form_key("logo-file"), max_upload_size=10)
        errors.below("file")
        with st.container(horizontal=True):
            put = st.form_submit_button("Set the logo", key=form_key("logo-put"))
            clear = st.form_submit_button("Remove it", key=form_key("logo-clear"), disabled=seller.logo_s3_key is None)
        errors.foot()
    if put:
        data = b"" if file is None else file.getvalue()
        write_edit(lambda work: work.seller_logos.put(seller_id, data), f"Set the logo of {name}", errors)
    if clear:
        write_edit(lambda work: work.seller_logos.clear(seller_id), f"Removed the logo of {name}", errors)


def _delete(seller: Seller) -> None:
    seller_id, name, errors = seller.id, seller.name, FieldErrors()
    pressed = st.button("Delete the seller", key=form_key("seller-delete"), icon=":material/delete:")
    errors.foot()
    if pressed:
        write_edit(lambda work: work.sellers.delete(seller_id), f"Deleted the seller {name}", errors)
