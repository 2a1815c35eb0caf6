"""The column that names a slot in lists for people."""

from sqlalchemy import ColumnElement, String, cast

from app.models import Box, Location


def slot() -> ColumnElement[str]:
    """The label of a slot, such as 7-3."""
    return (cast(Box.box_no, String) + "-" + cast(Location.loc_no, String)).label("location")
