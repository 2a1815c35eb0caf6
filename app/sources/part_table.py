"""Readers of tables of parts: CSV and XLSX of any origin, and Part-DB's export."""

from collections.abc import Mapping
from pathlib import Path

from app.domain.importing.cells import chosen_currency
from app.domain.importing.columns import ReadTable, read_columns
from app.domain.importing.part_columns import FIELD_NAMES, PART_FIELDS
from app.domain.importing.part_rows import records_of
from app.domain.importing.records import SourceData
from app.exceptions import SourceFormatException, ValidationException
from app.sources.tables.table_file import read_table

PART_DB_COLUMNS = frozenset({"name", "category", "storage_location"})
_NAMING = ("key", "ipn", "manufacturer_code", "name", "description", "value")


def read_part_columns(path: Path) -> ReadTable:
    """The table with its columns guessed.

    Raises:
        SourceFormatException, PayloadTooLargeException: as `read_table`.
    """
    return read_columns(read_table(path), PART_FIELDS)


def read_parts(path: Path, mapping: Mapping[str, str] | None = None, currency: str | None = None) -> SourceData:
    """All records of a table; `mapping` (header to field) overrules the guesses, `currency` is that of bare prices.

    Raises:
        SourceFormatException: not a table, no rows, or no column that names parts.
        ValidationException: the mapping names an unknown column or field, or a field twice; or it is no currency.
    """
    table = mapped(read_part_columns(path), mapping or {})
    _refuse_nameless(table, path.name)
    return records_of(table, "csv", chosen_currency(currency))


def read_part_db(path: Path, currency: str | None = None) -> SourceData:
    """All records of Part-DB's CSV export; `currency` is that of its prices.

    Raises:
        SourceFormatException: it is not such a file. ValidationException: it is no currency.
    """
    table = read_part_columns(path)
    missing = PART_DB_COLUMNS - {column.header for column in table.columns}
    if missing:
        lacks = f"it has no column {' and no '.join(sorted(missing))}"
        raise SourceFormatException(path.name, lacks, "Export the parts as CSV, or import the file as csv")
    return records_of(table, "part-db", chosen_currency(currency))


def mapped(table: ReadTable, mapping: Mapping[str, str]) -> ReadTable:
    """The table with columns named by hand.

    Raises:
        ValidationException: as `read_parts`.
    """
    headers = {column.header for column in table.columns}
    for header, field in mapping.items():
        if header not in headers:
            raise ValidationException(f"there is no column '{header}'; the mapping must name the header", field=header)
        if field and field not in FIELD_NAMES:
            known = ", ".join(FIELD_NAMES)
            raise ValidationException(f"'{field}' is not a field; choose one of {known}", field=header)
    table = table.with_mapping(mapping)
    fields = [column.field for column in table.columns if column.field]
    twice = next((field for field in fields if fields.count(field) > 1), None)
    if twice is not None:
        both = " and ".join(column.header for column in table.columns if column.field == twice)
        raise ValidationException(f"{both} are both mapped to {twice}; keep one of them", field=twice)
    return table


def _refuse_nameless(table: ReadTable, name: str) -> None:
    if not any(table.header_of(field) for field in _NAMING):
        headers = ", ".join(column.header for column in table.columns[:8])
        raise SourceFormatException(
            name, f"no column says what the parts are (columns: {headers})", "Map one of them to description"
        )
    if not table.rows:
        raise SourceFormatException(name, "it has a header and no rows", "Check that it is the right file")
