"""Orders as files for sellers."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from app.domain.importing.formula import is_formula, unmark
from app.domain.shopping.order_file import OrderLine, order_csv


def line(**values):
    usual = {
        "seller": "Corner shop",
        "sku": "A-1",
        "manufacturer": None,
        "manufacturer_code": None,
        "description": "Red LED",
        "quantity": 20,
        "unit_price": "0.12",
        "currency": "EUR",
        "part": "ABCD",
        "wanted_by": "Lamp",
        "status": "new",
        "note": None,
        "link": None,
    }
    return OrderLine(**(usual | values))


def test_an_order_has_a_head_and_a_line_per_part():
    assert order_csv([line(), line(description='a "b", c\nd', note="=1+1")]) == (
        "seller,sku,manufacturer,manufacturer_code,description,quantity,unit_price,currency,part,wanted_by,status,note,link\r\n"
        "Corner shop,A-1,,,Red LED,20,0.12,EUR,ABCD,Lamp,new,,\r\n"
        'Corner shop,A-1,,,"a ""b"", c\nd",20,0.12,EUR,ABCD,Lamp,new,\'=1+1,\r\n'
    )


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r")))
def test_every_text_survives_what_is_done_to_formulas(text):
    (_, row) = csv.reader(io.StringIO(order_csv([line(note=text)]), newline=""))
    assert unmark(row[11]) == text
    assert not is_formula(row[11])
