"""Bodies of imports: what is uploaded, what is said about it, and what becomes of every row."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import UploadFile
from pydantic import Field, Json

from app.domain.importing.answers import Answers
from app.schemas.base import Flag, Input, Output, example

MAX_ANSWERS = 5_000
ImportFormat = Literal["csv", "bom", "part-db", "partkeepr", "inventree", "predecessor"]
DraftFormat = Literal["csv", "bom"]
Header = Annotated[str, Field(min_length=1, max_length=2000)]
Choice = Annotated[str, Field(max_length=60)]
Mapping = Annotated[dict[Header, Choice], Field(max_length=MAX_ANSWERS)]
MAPPING = "of a table: header to field; an empty field leaves the column out"
CHOICES = "of a bill: row to a part's key, `new` or `leave`"
Currency = Annotated[
    str,
    Field(
        pattern="^[A-Z]{3}$", description="of prices that name none, in csv, part-db and partkeepr", examples=["EUR"]
    ),
]
KitName = Annotated[str, Field(min_length=1, max_length=255, description="of the kit a bill becomes")]
Units = Annotated[int, Field(ge=1, le=1_000_000, description="of the kit to be built")]


class AnswersForm(Input):
    """The answers in a form; mapping and choices are JSON objects."""

    mapping: Json[Mapping] | None = Field(None, description=f"JSON object, {MAPPING}")
    currency: Currency | None = None
    name: KitName | None = None
    units: Units = 1
    choices: Json[Mapping] | None = Field(None, description=f"JSON object, {CHOICES}")

    def answers(self) -> Answers:
        """As the importers take them."""
        return Answers(self.mapping or {}, self.currency, self.name, self.units, self.choices or {})


class ImportUpload(AnswersForm):
    """Files to import: one, or for inventree and predecessor several JSON files or a ZIP of them."""

    model_config = example(format="csv", files=["parts.csv"], dry_run=True, mapping='{"Part No": "manufacturer_code"}')

    format: ImportFormat
    files: list[UploadFile] = Field(min_length=1, max_length=200)
    dry_run: bool = Field(False, description="say row by row what would happen; write nothing")


class ColumnsUpload(Input):
    """A table whose columns are to be guessed."""

    model_config = example(file="parts.csv")

    file: UploadFile


class DraftUpload(AnswersForm):
    """A file to be imported another day."""

    model_config = example(format="csv", file="parts.csv", currency="EUR")

    format: DraftFormat
    file: UploadFile


class ImportAnswers(Input):
    """What is said about a file; all of it replaces what was said before."""

    model_config = example(mapping={"Part No": "manufacturer_code"}, currency="EUR")

    mapping: Mapping = Field(default_factory=dict, description=MAPPING)
    currency: Currency | None = None
    name: KitName | None = None
    units: Units = 1
    choices: Mapping = Field(default_factory=dict, description=CHOICES)

    def answers(self) -> Answers:
        """As the importers take them."""
        return Answers(self.mapping, self.currency, self.name, self.units, self.choices)


class DraftRun(Input):
    """How to run a draft."""

    model_config = example(dry_run=True)

    dry_run: Flag = False


class ImportFormatResponse(Output):
    """A format that can be imported."""

    name: ImportFormat
    title: str = Field(examples=["Table of parts: CSV or XLSX of any origin"])
    is_one_file: bool = Field(description="else several JSON files or one ZIP of them")
    fields: list[str] = Field(description="fields that columns can be mapped to", examples=[["description"]])


class ColumnResponse(Output):
    """A column of a table and the field it is taken for."""

    header: str = Field(examples=["Part No"])
    field: str | None = Field(examples=["manufacturer_code"])
    confidence: float = Field(ge=0, le=1, examples=[0.95])


class ColumnsResponse(Output):
    """The columns of a table as guessed, and what was said of the same headers before."""

    columns: list[ColumnResponse]
    rows: int
    mapping: dict[str, str] = Field(description="remembered; send it along to use it")
    currency: str | None = Field(description="remembered")


class ImportProblem(Output):
    """Something a person should know about the file."""

    where: str = Field(examples=["row 3"])
    field: str | None
    message: str
    severity: Literal["error", "warning", "info"]


class ImportVerdict(Output):
    """What becomes of one row."""

    where: str = Field(examples=["row 3"])
    kind: str = Field(examples=["parts"])
    key: str | None = Field(examples=["ABCD"])
    action: Literal["create", "update", "skip", "refuse"]
    message: str | None


class BomCandidateResponse(Output):
    """A part that a line may mean."""

    key: str = Field(examples=["ABCD"])
    description: str
    confidence: float
    reasons: list[str]
    free: int = Field(description="units in stock that nobody holds")


class BomLineResponse(Output):
    """A line of a bill of materials and what it was matched with."""

    where: str = Field(description="the row, for `choices`", examples=["row 3"])
    designators: list[str]
    quantity: int
    label: str
    package: str
    state: Literal["available", "short", "several", "not found"]
    part: str | None
    candidates: list[BomCandidateResponse]


class ImportResponse(Output):
    """What an import did, or would do; `batch_id` takes it back and is none when nothing was written."""

    batch_id: int | None = Field(examples=[41])
    dry_run: bool
    created: dict[str, int] = Field(examples=[{"parts": 2}])
    updated: dict[str, int]
    skipped: int
    problems: list[ImportProblem]
    verdicts: list[ImportVerdict] = Field(description="every row; empty unless dry_run")
    kit: int | None = Field(None, description="the kit that a bill became")
    kit_name: str | None = None
    lines: list[BomLineResponse] = Field(default_factory=list, description="of a bill")


class AnswersResponse(Output):
    """What was said about a file so far."""

    mapping: dict[str, str] = Field(examples=[{"Qty": "quantity"}])
    currency: str | None = Field(examples=["EUR"])
    name: str | None = Field(examples=["Weather station"])
    units: int = Field(examples=[5])
    choices: dict[str, str] = Field(examples=[{"R1, R2": "ABCD"}])


class ImportDraftResponse(Output):
    """A file that was begun to be imported."""

    id: int = Field(examples=[3])
    format: DraftFormat
    filename: str = Field(examples=["parts.csv"])
    size: int = Field(description="bytes", examples=[20480])
    answers: AnswersResponse
    actor: str = Field(examples=["anna"])
    updated_at: datetime
    expires_at: datetime = Field(description="30 days after it was last changed")


class DraftDiscardResponse(Output):
    """The batch that brings a discarded draft back."""

    batch_id: int = Field(examples=[42])
