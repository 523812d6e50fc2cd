"""Prompts from Jinja templates: the only place where text for a model is put together.

A template is ``templates/<language>/<name>.j2`` and has two parts, ``### system`` and ``### user``. Text of
sources enters through the ``source`` filter alone, which takes from it every sequence that could end a section.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound

from deepnews.errors import UsageError
from deepnews.llm import Message
from deepnews.schemas.base import Language

_ROOT = files("deepnews.prompts").joinpath("templates")
_PARTS = re.compile(r"\A### system\n(?P<system>.*?)\n### user\n(?P<user>.*)\Z", re.S)
# Tags of ours, chat-template tokens of common models, and section marks; brackets also in their full-width forms.
_DELIMITERS = re.compile(
    r"[<＜﹤]\W{0,4}(?:facts?|passages?|source|evidence|claim|premise|hypothesis|english|chinese|s|think|start_of_turn|"
    r"end_of_turn|bos|eos|system|user|assistant)\b[^<>＜＞]{0,80}[>＞﹥]|"
    r"[<＜]\|[^|>]{0,40}\|[>＞]|\[/?(?:INST|SYSTEM|USER|ASSISTANT)\]|<</?SYS>>|(?:^|(?<=\s))#{3,}(?=\s|$)",
    re.I,
)
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"
)
"""Characters that could part a delimiter for the eye of this filter and not for a model."""


class _PackageLoader(BaseLoader):
    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, None]:
        path = _ROOT.joinpath(*template.split("/"))
        if not path.is_file():
            raise TemplateNotFound(template)
        return path.read_text(encoding="utf-8"), template, None


def as_source(text: str) -> str:
    """`text` on one line, without anything that could close a section of a prompt."""
    text = _UNSEEN.sub("", text)
    while True:
        folded = " ".join(text.split())
        text = _DELIMITERS.sub(" ", folded)
        if text == folded:
            return folded


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(loader=_PackageLoader(), undefined=StrictUndefined, autoescape=False, trim_blocks=True)
    environment.filters["source"] = as_source
    return environment


def render(name: str, language: Language, **variables: Any) -> tuple[Message, ...]:
    """System and user message of template `name`; raises UsageError when the template has not both parts."""
    text = _environment().get_template(f"{language}/{name}.j2").render(**variables)
    parts = _PARTS.match(text)
    if parts is None:
        raise UsageError(f"Prompt template {language}/{name}.j2 has no '### system' and '### user' part.")
    return (
        Message(role="system", content=parts["system"].strip()),
        Message(role="user", content=parts["user"].strip()),
    )


def compile_templates(language: Language) -> None:
    """Compile all templates of `language` now, which else happens as each is used first."""
    for path in _ROOT.joinpath(language).iterdir():
        _environment().get_template(f"{language}/{path.name}")


@lru_cache(maxsize=64)
def prompt_id(name: str, language: Language) -> str:
    """Name and content hash of a template, e.g. ``en/draft@1f2e3d4c``."""
    text = _ROOT.joinpath(language, f"{name}.j2").read_text(encoding="utf-8")
    return f"{language}/{name}@{hashlib.sha256(text.encode('utf-8')).hexdigest()[:8]}"


def prompts_sha256() -> str:
    """Hash over all templates of models, in name order (hex)."""
    digest = hashlib.sha256()
    for language in ("en", "zh"):
        for path in sorted(_ROOT.joinpath(language).iterdir(), key=lambda p: p.name):
            digest.update(path.name.encode("utf-8") + path.read_bytes())
    return digest.hexdigest()
