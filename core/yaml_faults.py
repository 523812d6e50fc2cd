"""What a reader of foreign YAML must expect."""

from __future__ import annotations

from typing import Final

import yaml

YAML_FAULTS: Final = (yaml.YAMLError, ValueError, AttributeError, LookupError, RecursionError)
"""What PyYAML raises for a text that is not well formed: of a value such as ``!!timestamp x``, ``!!bool x`` or
``2024-13-45`` its constructors let Python's own errors through."""
