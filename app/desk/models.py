"""The models a reader of the desk may choose from."""

from __future__ import annotations

import os
from typing import Final

from deepnews.settings import Settings
from deepnews.weights import QWEN, is_present

MODELS: Final = "DEEPNEWS_APP_MODELS"
"""Environment variable: further models to choose from, separated by commas."""


def model_choices(settings: Settings) -> tuple[str, ...]:
    """The model of the settings, the local one, and those DEEPNEWS_APP_MODELS names.

    No other name is taken, nor an address: a page must not send the server's key to a place of its reader's choice.
    """
    named = (m.strip() for m in os.environ.get(MODELS, "").split(","))
    return tuple(dict.fromkeys(m for m in (settings.model, "local", *named) if m))


def lacks_weights(model: str, settings: Settings) -> bool:
    """True when the local model is chosen and its weights are not on this machine."""
    return model == "local" and not is_present(QWEN.name, settings.data_dir)
