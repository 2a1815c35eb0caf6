"""Mappings: YAML files that say which table and column of a foreign database holds what.

The targets are the tables of `app.contracts.foreign`; `docs/foreign_sources.md` has a worked example.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator

from app.contracts.base import Contract
from app.contracts.foreign import FOREIGN_ROWS
from app.exceptions import ConfigurationError

DERIVED = ("source", "is_consumption")
"""Columns that no table is asked for: they follow from the mapping itself."""
TARGETS: dict[str, Contract] = {contract.name.removeprefix("foreign_"): contract for contract in FOREIGN_ROWS}
MAX_BYTES = 1024 * 1024
Identifier = Annotated[str, StringConstraints(min_length=1, max_length=63)]
SourceName = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]{0,39}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class JsonMember(_Strict):
    """A value inside of a column that holds a JSON object."""

    column: Identifier
    member: str


class TableMapping(_Strict):
    """Where the columns of one target come from; `table` may be `schema.table`."""

    table: Annotated[str, StringConstraints(pattern=r"^[^.]{1,63}(\.[^.]{1,63})?$")]
    columns: dict[str, Identifier | JsonMember]

    @property
    def place(self) -> tuple[str, str]:
        """Schema and table; `public` unless another schema is named."""
        schema, _, table = self.table.rpartition(".")
        return schema or "public", table

    def column_of(self, target: str) -> str:
        """The source's column that a target column is read from."""
        spec = self.columns[target]
        return spec if isinstance(spec, str) else spec.column


class Consumption(_Strict):
    """Which events count as use: those with one of these reasons; `taken_is` is the sign of what is taken out."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    reasons: tuple[str, ...] = Field(min_length=1)
    taken_is: Literal["positive", "negative"] = "positive"


class Mapping(_Strict):
    """One foreign database.

    `may_shrink_to` is the share of a table's rows that must still be there: a source that lost more is refused.
    `accept_retyped` names columns (`schema.table.column`) whose type changed and that are read all the same.
    """

    source: SourceName
    url: Annotated[str, StringConstraints(pattern=r"^postgres(ql)?://")]
    may_shrink_to: float = Field(default=0.5, ge=0, le=1)
    accept_retyped: tuple[str, ...] = ()
    tables: dict[str, TableMapping] = Field(min_length=1)
    consumption: Consumption | None = None

    @field_validator("source")
    @classmethod
    def _is_no_name_of_the_lake(cls, value: str) -> str:
        """A source's rows lie in a file of its name, beside the file that the lake calls so."""
        if value == "tail":
            raise ValueError("tail is a name of the lake's own; call the source something else")
        return value

    @model_validator(mode="after")
    def _columns_are_the_contracts(self) -> "Mapping":
        strange = sorted(self.tables.keys() - TARGETS.keys())
        if strange:
            raise ValueError(f"there is nothing called {', '.join(strange)} to map; there are {', '.join(TARGETS)}")
        for name, mapping in self.tables.items():
            columns = {column.name: column for column in TARGETS[name].columns if column.name not in DERIVED}
            unknown = sorted(mapping.columns.keys() - columns.keys())
            lacking = sorted(n for n, c in columns.items() if not c.nullable and n not in mapping.columns)
            if unknown:
                raise ValueError(f"{name} has no column {', '.join(unknown)}; it has {', '.join(columns)}")
            if lacking:
                raise ValueError(f"{name} must say where {', '.join(lacking)} comes from")
        return self

    @model_validator(mode="after")
    def _consumption_can_be_told(self) -> "Mapping":
        movement = self.tables.get("movement")
        needed = {"reason", "taken"}
        if self.consumption and not (movement and needed <= movement.columns.keys()):
            raise ValueError("consumption needs movement to say where reason and taken come from")
        return self


def load_mappings(place: Path | None) -> list[Mapping]:
    """The mappings of a file, or of every `*.yaml` and `*.yml` of a folder, by name; none without a place.

    Raises:
        ConfigurationError: naming the file and what is wrong with it.
    """
    mappings = [_load(path) for path in _files(place)] if place is not None else []
    names = [mapping.source for mapping in mappings]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ConfigurationError([f"BINSIGHT_FOREIGN_SOURCES: two mappings are called {', '.join(repeated)}"])
    return sorted(mappings, key=lambda mapping: mapping.source)


def _files(place: Path) -> Iterator[Path]:
    if place.is_dir():
        yield from sorted(path for path in place.iterdir() if path.suffix in {".yaml", ".yml"})
    elif place.is_file():
        yield place
    else:
        raise ConfigurationError([f"BINSIGHT_FOREIGN_SOURCES: there is no file or folder {place}"])


def _load(path: Path) -> Mapping:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigurationError([f"{path.name}: a mapping has at most {MAX_BYTES // 1024} kB"])
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Mapping.model_validate(content)
    except ValidationError as error:
        raise ConfigurationError([_sentence(path, problem) for problem in error.errors()]) from error
    except (yaml.YAMLError, OSError, UnicodeDecodeError, RecursionError) as error:
        cause = str(error).splitlines()[0]
        raise ConfigurationError([f"{path.name}: it cannot be read as YAML ({cause})"]) from error


def _sentence(path: Path, problem: Any) -> str:
    place = ".".join(str(step) for step in problem["loc"])
    return f"{path.name}: {place + ': ' if place else ''}{problem['msg'].removeprefix('Value error, ')}"
