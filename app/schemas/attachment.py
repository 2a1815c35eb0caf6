"""Bodies of documents: sets, attachments, covers, previews."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import UploadFile
from pydantic import Field, model_validator

from app.domain.documents.web_address import MAX_URL
from app.schemas.base import MAX_INTEGER, Flag, Input, Output, example
from app.services.attachment_service import MAX_TITLE

Title = Annotated[str, Field(min_length=1, max_length=MAX_TITLE)]
Url = Annotated[str, Field(min_length=1, max_length=MAX_URL, examples=["https://example.org/sheet.pdf"])]
Id = Annotated[int, Field(strict=True, ge=1, le=MAX_INTEGER)]


class AttachmentUpload(Input):
    """A form with a file; the title is the file's name when left out."""

    model_config = example(file="sheet.pdf", title="Data sheet")

    file: UploadFile
    title: Annotated[str, Field(max_length=MAX_TITLE)] | None = None


class LinkCreate(Input):
    """A web address to attach; fetched unless `fetch` is false."""

    model_config = example(url="https://example.org/sheet.pdf", title="Data sheet", fetch=True)

    url: Url
    title: Title | None = None
    fetch: Flag = Field(default=True, description="keep the PDF or picture behind it, or the page's title and picture")


class AttachmentUpdate(Input):
    """A document's new title."""

    model_config = example(title="Data sheet")

    title: Title


class AttachmentCopy(Input):
    """Who gets the document as well: a part by its key, or a kit by its id."""

    model_config = example(to_part="EFGH", as_cover=False)

    to_part: Annotated[str, Field(min_length=1, max_length=20)] | None = None
    to_kit: Id | None = None
    as_cover: Flag = False

    @model_validator(mode="after")
    def _one_target(self) -> "AttachmentCopy":
        if (self.to_part is None) == (self.to_kit is None):
            raise ValueError("give either to_part or to_kit")
        return self


class CoverUpdate(Input):
    """The document that stands for its part or kit."""

    model_config = example(attachment_id=12)

    attachment_id: Id


class PreviewRequest(Input):
    """A web address to look at before it is attached."""

    model_config = example(url="https://example.org/page")

    url: Url


class PreviewResponse(Output):
    """What is at a web address; nothing is stored. The picture is a small JPEG in base64."""

    url: str = Field(examples=["https://example.org/page"])
    title: str = Field(examples=["LM317 regulator"])
    content_type: str = Field(examples=["text/html"])
    picture: str | None = Field(description="base64 of a JPEG of at most 300 pixels", examples=["/9j/4AAQ"])


class AttachmentResponse(Output):
    """One document. Addresses are below this server; `url` is where a link leads or a file came from."""

    id: int = Field(examples=[12])
    attachment_set_id: int = Field(examples=[5])
    attachment_type: Literal["url", "image", "pdf", "file"]
    title: str = Field(examples=["Data sheet"])
    url: str | None = Field(examples=["https://corner.example/sheet.pdf"])
    filename: str | None = Field(examples=["sheet.pdf"])
    content_type: str | None = Field(examples=["application/pdf"])
    file_size: int | None = Field(description="bytes", examples=[48213])
    has_text: bool = Field(description="whether its text can be searched")
    is_cover: bool
    has_preview: bool
    attachment_url: str | None = Field(examples=["/api/attachment-sets/5/attachments/12/download"])
    preview_url: str | None = Field(
        description="a picture; ?thumbnail=N makes it small",
        examples=["/api/attachment-sets/5/attachments/12/download"],
    )
    created_at: datetime
    updated_at: datetime


class AttachmentChangeResponse(AttachmentResponse):
    """A document after it was added or changed, and the batch that takes this back."""

    batch_id: int = Field(examples=[41])
    message: str = Field(examples=["Attached Data sheet to ABCD"])


class CoverResponse(Output):
    """The cover of a set; both are null when there is none, the address also when the cover is no picture."""

    attachment_id: int | None
    cover_url: str | None


class AttachmentSetResponse(Output):
    """The documents of one part or kit, oldest first."""

    id: int = Field(examples=[5])
    owner_kind: Literal["part", "kit"]
    owner_key: str = Field(description="the part's key or the kit's id", examples=["ABCD"])
    owner_name: str = Field(examples=["ABCD"])
    cover_attachment_id: int | None
    cover_url: str | None
    attachments: list[AttachmentResponse]
