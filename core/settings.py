"""Settings, made once at the edge and passed in: explicit value, environment, file, default, in that order."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from deepnews.errors import UsageError
from deepnews.home import from_home
from deepnews.llm import PROFILES, ModelProfile

_APP = "deepnews"
CONFIG_NAME = "deepnews.toml"


class Settings(BaseSettings):
    """Everything that may differ between machines; environment variables carry the prefix ``DEEPNEWS_``."""

    model_config = SettingsConfigDict(
        env_prefix="DEEPNEWS_", env_ignore_empty=True, frozen=True, extra="forbid", hide_input_in_errors=True
    )

    model: str = "local"
    """``local``, ``local:PATH.gguf``, ``openai:NAME``, ``scripted`` or ``scripted:FILE``."""
    base_url: str | None = None
    """Address of an OpenAI-compatible server, or several with commas between; None is the library's default."""
    api_key: SecretStr | None = None
    """Falls back to ``OPENAI_API_KEY``; never written or printed."""
    data_dir: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir(_APP)))
    """Weights of models."""
    cache_dir: Path = Field(default_factory=lambda: Path(platformdirs.user_cache_dir(_APP)))
    """Extracted sources, vectors and replies; may be deleted at any time."""
    schemas_dir: Path | None = None
    """Folder of narrative schemas of one's own; None when there is none."""
    timeout_s: float = Field(default=300.0, gt=0, allow_inf_nan=False)
    """Ceiling on one model call."""
    max_retries: int = Field(default=4, ge=0, le=20)
    requests_per_min: int | None = Field(default=None, ge=1)
    """What the provider allows each server, kept by all processes of this machine together; None is no limit."""
    tokens_per_min: int | None = Field(default=None, ge=1)
    """The same in tokens, of prompts and answers."""
    prices: Path | None = None
    """Table of prices of your own (YAML), over the one that ships; what an article cost is reckoned with it."""
    n_ctx: int = Field(default=4096, ge=1024)
    """Context window of the local model in tokens."""
    n_threads: int = Field(default=0, ge=0)
    """Threads of the local model; 0 chooses by load."""
    decoder: Literal["plain", "min-p", "mirostat", "top-h"] = "plain"
    """How the local model's words are drawn in drafting: by temperature alone, above a share of the likeliest word's
    probability (min-p), held to one surprisal (Mirostat 2), or from the likeliest words with a share of the entropy
    (Top-H)."""
    n_gpu_layers: int = Field(default=-1, ge=-1)
    """Layers of the local model on a GPU; -1 as many as fit."""
    profile: Literal["auto", "small", "medium", "frontier"] = "auto"
    """What the model is trusted with; ``auto``: small for local, frontier for an API."""
    use_cache: bool = True
    """Read replies from the cache; they are always written, so that a run can resume."""
    embedder: Literal["auto", "full", "hashing"] = "auto"
    """``auto``: the model of the language in eight bits, five times as fast as ``full``; ``hashing``: no weights."""
    pacing: Literal["off", "measure", "rewrite"] = "rewrite"
    """What is done about rhythm and stock phrases: nothing, measured, or rewritten with the same claims."""
    telemetry: Literal["off", "otlp"] = "off"
    """``otlp`` sends traces and metrics to where the variables OTEL_EXPORTER_OTLP_... say; they hold no text."""
    telemetry_prompts: bool = False
    """Send the texts of prompts and replies with the traces as well."""
    house_style: Path | None = None
    """File of a house style, or a folder with one a language (``en.yaml``, ``zh.yaml``); None for the packaged ones."""
    offline: bool = False
    """Never ask a model hub."""
    checkpoints: SecretStr | None = None
    """``postgresql://…``: runs keep checkpoints and replies there; None: in their folders. Never written or printed."""
    allow_private_urls: bool = False
    """Let addresses of sources lead into private, loopback and link-local networks."""

    @field_validator("data_dir", "cache_dir", "house_style")
    @classmethod
    def _at_home(cls, path: Path | None) -> Path | None:
        return from_home(path) if path is not None else None

    @field_validator("checkpoints")
    @classmethod
    def _is_database(cls, address: SecretStr | None) -> SecretStr | None:
        if address and not address.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("write it as postgresql://USER@HOST/DATABASE")
        return address

    def secret(self) -> str | None:
        """The API key, or None when none is set."""
        if self.api_key is not None:
            return self.api_key.get_secret_value() or None
        return os.environ.get("OPENAI_API_KEY") or None

    def model_profile(self) -> ModelProfile:
        """Profile of the chosen model."""
        return profile_of(self.model) if self.profile == "auto" else PROFILES[self.profile]


def profile_of(model: str) -> ModelProfile:
    """The profile that a model of this name has where none is set."""
    return PROFILES["frontier" if model.startswith("openai") else "small"]


def load_settings(**explicit: Any) -> Settings:
    """Settings from `explicit`, environment, file and defaults; raises UsageError naming the key that is wrong."""
    path = config_path()
    in_environment = {name.upper() for name, value in os.environ.items() if value}
    from_file = {
        k: v for k, v in (_read(path) if path else {}).items() if f"DEEPNEWS_{k.upper()}" not in in_environment
    }
    try:
        return Settings(**{**from_file, **explicit})
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False, include_context=False)[0]
        key = str(detail["loc"][0]) if detail["loc"] else "?"
        if key in explicit:
            place = f"the option '{key}'"
        else:
            place = f"the file {path}" if key in from_file else f"the environment variable DEEPNEWS_{key.upper()}"
        message = f"The setting '{key}' in {place} is wrong: {_said(detail['type'], detail['msg'])}."
        raise UsageError(message, hint=f"Correct or remove '{key}'.") from None


def _said(kind: str, message: str) -> str:
    return "there is no such setting" if kind == "extra_forbidden" else message[:1].lower() + message[1:]


def config_path() -> Path | None:
    """The settings file in use: the working folder's, else the user's; None when there is none."""
    for folder in (Path.cwd(), Path(platformdirs.user_config_dir(_APP))):
        if (folder / CONFIG_NAME).is_file():
            return folder / CONFIG_NAME
    return None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"The settings file {path} cannot be read: {error}.", hint="Correct or remove it.") from error
