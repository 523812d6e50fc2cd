"""Word lists and tables that ship as YAML beside the code that reads them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def packaged_yaml(package: str, name: str) -> Any:
    """What the file `name` of `package` holds; read once, by PyYAML's quick loader where it was built with it."""
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
