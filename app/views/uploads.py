"""The two ways to hand sources over: files, picked or dropped, and a folder with what lies below it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import streamlit as st

from deepnews.app.desk.intake import Upload
from deepnews.app.desk.server import MAX_UPLOAD_MB
from deepnews.app.desk.words import Words

if TYPE_CHECKING:
    from streamlit.typing import UploadedFile


def draw_uploads(key: str, w: Words) -> list[UploadedFile]:
    """What has been handed over, after the places for it have been drawn.

    Streamlit tells where in its folder a file lay only for a folder that is chosen, not for one that is dropped.
    """
    files, folder = st.columns(2)
    picked = files.file_uploader(
        w("new.upload"), accept_multiple_files=True, help=w("new.upload_help", n=MAX_UPLOAD_MB), key=key
    )
    whole = folder.file_uploader(
        w("new.upload_folder"), accept_multiple_files="directory", help=w("new.upload_folder_help"), key=f"{key}-folder"
    )
    return [*picked, *whole]


def as_uploads(files: Iterable[UploadedFile]) -> list[Upload]:
    """The files with their content."""
    return [Upload(file.name, file.getvalue()) for file in files]
