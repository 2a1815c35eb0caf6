"""Bodies about dropped files that could not be read."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import UploadFile
from pydantic import Field

from app.schemas.base import Input, Output, example

DropKey = Annotated[str, Field(min_length=1, max_length=1024, examples=["drops/devices/2026-01-31/check-ins.ndjson"])]
ContentTag = Annotated[str, Field(min_length=1, max_length=200, description="of the version that was looked at")]
_TAG = "9b2cf535f27731c974343645a3985328"
_FILE = "drops/devices/2026-01-31/check-ins.ndjson"


class QuarantinedFile(Output):
    """A dropped file with something in it that could not be read."""

    file: str = Field(examples=[_FILE])
    etag: str = Field(description="content tag of the version that was read", examples=[_TAG])
    kind: str = Field(description="what its content looks like", examples=["ndjson"])
    size_bytes: int = Field(examples=[20480])
    first_seen: datetime
    problems: int = Field(description="lines that could not be read, or 1 for the whole file", examples=[3])
    reason: str = Field(description="of the file, or of its first line", examples=["it is empty; send it again"])
    state: Literal["open", "replay", "mended", "discarded"] = Field(
        description="`replay` and `mended` files are read by the next run"
    )
    note: str | None = Field(description="why it was discarded")


class QuarantinedLine(Output):
    """A line that could not be read; without a number it is the whole file, or its rest."""

    line: int | None = Field(examples=[7])
    reason: str = Field(examples=["'uptime_s' is -1; give a whole number of seconds, or leave it out"])
    excerpt: str = Field(description="its beginning")


class ReplayRequest(Input):
    """Which version is to be read again."""

    model_config = example(file=_FILE, etag=_TAG)

    file: DropKey
    etag: ContentTag


class DiscardRequest(ReplayRequest):
    """Which version is not to be listed any more, and why."""

    model_config = example(file=_FILE, etag=_TAG, note="test of the gateway")

    note: str | None = Field(None, max_length=500)


class MendUpload(Input):
    """Corrected content for a file."""

    model_config = example(file=_FILE, etag=_TAG, content="check-ins.ndjson")

    file: DropKey
    etag: ContentTag
    content: UploadFile


class DecisionResponse(Output):
    """What was decided; undo its batch to take it back."""

    batch: int = Field(examples=[812])
    message: str = Field(examples=[f"Discarded {_FILE}"])


class MendResponse(Output):
    """What was done."""

    message: str = Field(examples=[f"Replaced {_FILE}; the next run reads it"])


class MendRecord(Output):
    """A time when a file was replaced."""

    id: int = Field(examples=[3])
    etag: str = Field(description="content tag of what was replaced", examples=[_TAG])
    actor: str = Field(examples=["anna"])
    created_at: datetime
