"""The library of narrative schemas: packaged YAML files, one folder a language."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import yaml
from pydantic import ValidationError

from deepnews.errors import UsageError
from deepnews.schemas.base import Language
from deepnews.schemas.narrative import NarrativeSchema


@lru_cache(maxsize=2)
def load_schemas(language: Language) -> tuple[NarrativeSchema, ...]:
    """All packaged schemas of `language`, by code; raises UsageError naming a file that is not valid."""
    folder = files("deepnews.schemas").joinpath("narratives", language)
    found = []
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        try:
            found.append(NarrativeSchema.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))))
        except (yaml.YAMLError, ValidationError) as error:
            raise UsageError(f"Narrative schema {language}/{path.name} is not valid: {error}") from error
    return tuple(found)


def load_schema(code: str, language: Language) -> NarrativeSchema:
    """The schema with `code`; raises UsageError that lists the codes there are."""
    schemas = load_schemas(language)
    for schema in schemas:
        if schema.code == code:
            return schema
    known = ", ".join(s.code for s in schemas)
    raise UsageError(f"There is no narrative schema '{code}' in {language}.", hint=f"Choose one of: auto, {known}.")
