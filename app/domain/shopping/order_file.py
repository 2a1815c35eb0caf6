"""An order as a CSV file: what goes to a seller, one line per part."""

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields

from app.domain.importing.formula import mark


@dataclass(frozen=True)
class OrderLine:
    """One row; its fields are the columns. `part` is empty for a part that does not exist yet."""

    seller: str
    sku: str | None
    manufacturer: str | None
    manufacturer_code: str | None
    description: str
    quantity: int
    unit_price: str | None
    currency: str | None
    part: str | None
    wanted_by: str
    status: str
    note: str | None
    link: str | None


def order_csv(lines: Iterable[OrderLine]) -> str:
    """The file with its head, lines ended by CRLF as RFC 4180 says; no cell of it is run by a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(column.name for column in fields(OrderLine))
    writer.writerows([mark("" if value is None else str(value)) for value in astuple(line)] for line in lines)
    return out.getvalue()
