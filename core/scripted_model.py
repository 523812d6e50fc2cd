"""A model that follows a script: for tests, for trying the program without weights, and for teaching it.

Without a script it answers from the request alone: numbers are the first allowed ones, and a sentence asked for by
a pattern is put together from the lead-in and the first line between ``<facts>`` and ``</facts>``. The same request
always gets the same reply.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    TypeAdapter,
    field_validator,
)

from deepnews.errors import ModelReplyError, UsageError
from deepnews.json_reply import first_object
from deepnews.llm import PROFILES, ChatReply, ChatRequest, ModelProfile
from deepnews.yaml_faults import YAML_FAULTS

_FACTS = re.compile(r"<facts>\s*(.*?)\s*</facts>", re.S)
_LABEL = re.compile(r"^(?:\[\d+\]|F\d+:)\s*")
"""What a line of facts may be numbered with."""
_LITERAL = re.compile(r"\^((?:\\[^\w\s]|[^\\.^$*+?{}\[\]()|])*)")
_LEAD_IN = re.compile(r"^(?:Begin with: |开头：)(.*)$", re.M)


class ScriptLine(BaseModel):
    """One rule: the first whose conditions all hold gives the reply."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    stage: str | None = None
    prompt: str | None = Field(default=None, validation_alias=AliasChoices("prompt", "prompt_id"))
    """Regular expression looked for in ``prompt_id``."""
    contains: str | None = None
    """Regular expression looked for in the last user message."""
    reply: JsonValue = Field(validation_alias=AliasChoices("reply", "data"))
    """Text, or the JSON object of the reply."""

    @field_validator("prompt", "contains")
    @classmethod
    def _compiles(cls, expression: str | None) -> str | None:
        try:
            re.compile(expression or "")
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
        return expression

    def fits(self, request: ChatRequest) -> bool:
        """True when every condition of the line holds."""
        last = request.messages[-1].content
        return (
            (self.stage is None or self.stage == request.stage)
            and (self.prompt is None or re.search(self.prompt, request.prompt_id) is not None)
            and (self.contains is None or re.search(self.contains, last) is not None)
        )


class ScriptedModel:
    """A ChatModel without weights; raises UsageError for a script that cannot be read."""

    def __init__(
        self,
        script: Path | None = None,
        *,
        lines: tuple[ScriptLine, ...] = (),
        profile: ModelProfile = PROFILES["small"],
        latency_s: float = 0.0,
    ) -> None:
        self._lines = _read(script) if script is not None else lines
        self._latency_s = latency_s
        self._lock = threading.Lock()
        name = script.stem if script is not None else "default"
        self.model_id = f"scripted:{name}:{_hash(self._lines)}" if self._lines else f"scripted:{name}"
        self.profile = profile
        self.requests: list[ChatRequest] = []

    def complete(self, request: ChatRequest) -> ChatReply:
        """The scripted reply, else one made from the request; raises ModelReplyError when neither can be made."""
        with self._lock:
            self.requests.append(request)
        if self._latency_s:
            time.sleep(self._latency_s)
        scripted = next((line.reply for line in self._lines if line.fits(request)), None)
        value = scripted if scripted is not None else _made(request)
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return ChatReply(
            text=text,
            data=_data(value) if request.json_schema is not None else None,
            n_prompt_tokens=sum(len(m.content) for m in request.messages) // 4,
            n_output_tokens=max(1, len(text) // 4),
            wall_s=self._latency_s,
        )

    def close(self) -> None:
        """Nothing to free."""


def _data(value: JsonValue) -> JsonValue:
    return first_object(value) if isinstance(value, str) else value


def _hash(lines: tuple[ScriptLine, ...]) -> str:
    """Short hash of the script: replies kept from another version of it must not be found."""
    content = "\n".join(line.model_dump_json() for line in lines)
    return hashlib.sha256(content.encode("utf-8")).hexdigest()[:8]


def _read(path: Path) -> tuple[ScriptLine, ...]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return TypeAdapter(tuple[ScriptLine, ...]).validate_python(tuple(content or ()))
    except (OSError, *YAML_FAULTS, TypeError) as error:
        raise UsageError(
            f"The model script {path} cannot be read: {error}.", hint="It is a YAML list of rules."
        ) from error


def _made(request: ChatRequest) -> JsonValue:
    return _first_fact(request) if request.json_schema is None else _value(request.json_schema, request)


def _value(schema: Any, request: ChatRequest) -> JsonValue:
    """The plainest value that obeys `schema`."""
    if "const" in schema:
        value: JsonValue = schema["const"]
        return value
    if schema.get("enum"):
        first: JsonValue = schema["enum"][0]
        return first
    makers: dict[str, Callable[[], JsonValue]] = {
        "object": lambda: {name: _value(part, request) for name, part in schema.get("properties", {}).items()},
        "array": lambda: _array(schema, request),
        "integer": lambda: int(schema.get("minimum", 0)),
        "number": lambda: float(schema.get("minimum", 0)),
        "boolean": lambda: True,
        "string": lambda: _string(schema, request),
        "null": lambda: None,
    }
    maker = makers.get(str(schema.get("type")))
    if maker is None:
        raise ModelReplyError(
            f"The scripted model cannot answer the schema of {request.prompt_id}.", hint="Add a rule."
        )
    return maker()


def _array(schema: Any, request: ChatRequest) -> JsonValue:
    items = schema.get("items", {})
    n_items = max(int(schema.get("minItems", 1)), min(3, int(schema.get("maxItems", 3))))
    if items.get("type") == "integer":
        low, high = int(items.get("minimum", 0)), int(items.get("maximum", 9))
        return [*range(low, min(high, low + n_items - 1) + 1)]
    if items.get("enum"):
        return list(items["enum"][:n_items])
    return [_value(items, request) for _ in range(n_items)]


def _string(schema: Any, request: ChatRequest) -> str:
    """The lead-in and the first fact as the pattern accepts it, else nothing; without a pattern the fact alone."""
    fact = _first_fact(request)
    pattern = schema.get("pattern")
    if pattern is None:
        return fact
    lead = _LEAD_IN.search(request.messages[-1].content)
    lead_in = lead.group(1) if lead else _literal_start(pattern)
    plain = re.sub(r"[\"“”\\]", "", fact).rstrip(".。!！?？")
    gap = " " if lead_in and lead_in.isascii() and not lead_in.endswith(" ") else ""
    tries = (
        f"{lead_in}{gap}{plain}.",
        f"{lead_in}{plain}。",
        f"{lead_in}{gap}{plain}",
        plain,
        re.sub(r"[.:?!。：？！]", "", plain),
    )
    for text in tries:
        if re.search(pattern, text):
            return text
    return ""


def _literal_start(pattern: str) -> str:
    """The text that every match of ``^...`` begins with, as far as it stands there letter by letter."""
    found = _LITERAL.match(pattern)
    text = found.group(1) if found else ""
    if found and pattern[found.end() : found.end() + 1] in ("*", "?", "{"):
        text = re.sub(r"\\?.$", "", text, flags=re.S)
    return re.sub(r"\\(.)", r"\1", text)


def _first_fact(request: ChatRequest) -> str:
    found = _FACTS.search(request.messages[-1].content)
    lines = found.group(1).splitlines() if found else request.messages[-1].content.splitlines()
    return _LABEL.sub("", lines[0]).strip() if lines else "ok"
