"""The error tree. Every error a user can cause or mend descends from `DeepNewsError` and says what to do."""

from __future__ import annotations


class DeepNewsError(Exception):
    """What happened, to what, and what to do about it; printed to the user without a traceback."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(DeepNewsError):
    """The command, assignment or setting is wrong."""

    exit_code = 2


class ScarcityError(DeepNewsError):
    """The sources hold fewer characters than the saturation gate asks for."""

    exit_code = 4


class SourceError(DeepNewsError):
    """One source cannot be read; the pipeline skips it and lists it."""


class NoSourcesError(DeepNewsError):
    """No source at all could be read."""


class RunError(DeepNewsError):
    """A run folder is missing, damaged, in use, or cannot be written."""


class ModelError(DeepNewsError):
    """A model could not answer."""


class ModelUnavailableError(ModelError):
    """The model server cannot be reached, started, or refuses (network, port, key, quota)."""


class ModelTimeoutError(ModelError):
    """The model did not answer in time."""


class ModelReplyError(ModelError):
    """The model answered something that is not a usable reply (broken JSON, empty choices, HTML)."""


class WeightsError(ModelError):
    """Model weights are missing, truncated, altered, or cannot be fetched."""


class EmbeddingError(DeepNewsError):
    """Embedding weights are missing or do not match."""


class ArchiveError(DeepNewsError):
    """A search index is missing, damaged, in use, of another kind, or cannot be written."""


def first_line(error: BaseException) -> str:
    """What another program's error says, in one line; the name of its class where it says nothing."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
