"""Word lists and tables that ship as YAML beside the code that reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

import yaml

Patterns: TypeAlias = Mapping[str, re.Pattern[str]]
"""Patterns by their kind."""


@cache
def packaged_yaml(package: str, name: str) -> Any:
    """What the file `name` of `package` holds; read once, by PyYAML's quick loader where it was built with it."""
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def packaged_patterns(package: str, name: str) -> Mapping[str, Patterns]:
    """The regular expressions of `name` by language and kind, those of a kind as one, in any case."""
    return {
        language: {kind: re.compile("|".join(forms), re.I) for kind, forms in kinds.items()}
        for language, kinds in packaged_yaml(package, name).items()
    }
