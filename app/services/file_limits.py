"""How many bytes a file may have, by its kind."""

from dataclasses import dataclass

from app.config import MEGABYTE, Settings
from app.exceptions import PayloadTooLargeException, ValidationException


@dataclass(frozen=True)
class FileLimits:
    """Most bytes of an image, a PDF and any other file."""

    image: int
    pdf: int
    file: int

    @classmethod
    def of(cls, settings: Settings) -> "FileLimits":
        """The limits of this installation."""
        return cls(settings.max_image_bytes, settings.max_pdf_bytes, settings.max_upload_bytes)

    @property
    def largest(self) -> int:
        """The most bytes that any kind of file may have."""
        return max(self.image, self.pdf, self.file)

    def check(self, attachment_type: str, size: int) -> None:
        """Refuse a file that is empty or too large for its kind.

        Raises:
            ValidationException: it is empty. PayloadTooLargeException: it is too large.
        """
        most, setting = {
            "image": (self.image, "BINSIGHT_MAX_IMAGE_BYTES"),
            "pdf": (self.pdf, "BINSIGHT_MAX_PDF_BYTES"),
        }.get(attachment_type, (self.file, "BINSIGHT_MAX_UPLOAD_BYTES"))
        if size == 0:
            raise ValidationException("The file is empty; choose another one", field="file")
        if size > most:
            raise PayloadTooLargeException(
                f"The file has {size} bytes; at most {_in_words(most)} are accepted for its kind ({setting})"
            )


def _in_words(size: int) -> str:
    return f"{size // MEGABYTE} MB" if size >= MEGABYTE and size % MEGABYTE == 0 else f"{size} bytes"
