"""The model that settings name, with its caches and its account."""

from __future__ import annotations

from pathlib import Path

from deepnews.accounting import AccountedModel, OnCall
from deepnews.errors import UsageError
from deepnews.llm import ChatModel
from deepnews.reply_cache import FILE_NAME, CachedModel, ReplyCache
from deepnews.run_database import DatabaseReplies, RunDatabase
from deepnews.settings import Settings
from deepnews.telemetry import NO_TELEMETRY, Telemetry


def open_model(
    settings: Settings,
    *,
    on_call: OnCall | None = None,
    run_dir: Path | None = None,
    database: RunDatabase | None = None,
    telemetry: Telemetry = NO_TELEMETRY,
) -> AccountedModel:
    """The model of `settings`; replies are kept for resuming in `database`, else in `run_dir`, and, if asked, shared.

    Raises UsageError for an unknown name, WeightsError for missing weights, ModelUnavailableError without a key, and
    RunError for a database out of reach.
    """
    model: ChatModel = _bare_model(settings)
    if settings.use_cache:
        model = CachedModel(model, ReplyCache(settings.cache_dir / FILE_NAME))
    if database is not None:
        model = CachedModel(model, DatabaseReplies(database))
    elif run_dir is not None:
        model = CachedModel(model, ReplyCache(run_dir / FILE_NAME))
    return AccountedModel(model, on_call, telemetry)


def _bare_model(settings: Settings) -> ChatModel:
    kind, _, name = settings.model.partition(":")
    if kind == "local":
        from deepnews.local_model import LocalModel

        return LocalModel(Path(name) if name else None, settings)
    if kind == "openai":
        from deepnews.api_model import ApiModel

        return ApiModel(name, settings)
    if kind == "scripted":
        from deepnews.scripted_model import ScriptedModel

        return ScriptedModel(Path(name) if name else None, profile=settings.model_profile())
    raise UsageError(f"There is no model kind '{kind}'.", hint="Use local, local:PATH.gguf, openai:NAME or scripted.")
