"""Small pictures of documents, from the cache on disk or, the first time, from the object store."""

import streamlit as st

from app.exceptions import BinsightError, ExternalServiceException
from app.ui.components.plain_text import plain
from app.ui.resources import container


class Thumbnails:
    """Pictures of one page; once the store does not answer it is not asked again there."""

    def __init__(self, pixels: int) -> None:
        self._pixels = pixels
        self._failure: ExternalServiceException | None = None

    def of(self, sha256: str | None) -> bytes | None:
        """The picture with this hash; None when there is none, or none that can be shown."""
        if sha256 is None or self._failure is not None:
            return None
        try:
            return container().thumbnails().get(sha256, self._pixels)
        except ExternalServiceException as error:
            self._failure = error
        except BinsightError:
            pass  # a broken picture is shown as the file it is
        return None

    def say_what_failed(self) -> None:
        """Say why pictures are missing, where the store does not answer."""
        if self._failure is not None:
            st.caption(plain(f"Pictures cannot be shown: {self._failure.message}"))
