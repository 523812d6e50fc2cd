"""A plan read back from a file that somebody may have changed, with the line of everything in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from deepnews.agents.plan_text import GAP, plan_words
from deepnews.errors import UsageError
from deepnews.schemas.library import Fault, line_of

Spot = tuple[str | int, ...]
"""Where in a plan: ``("blocks", 2, "beats", 0)``."""
_TITLE = re.compile(r"# [^:：]+[:：] *(?P<code>[a-z][a-z0-9-]*), *[^\d\s]+ *(?P<version>\d{1,9})\s*$")
_ROW = re.compile(r"[-*+] (?P<key>[^:：]{1,20})[:：] *(?P<value>.*)$")
_BEAT = re.compile(
    r"(?:\d+[.)]|[-*+]) (?P<ids>[A-Za-z]\w*(?: \+ [A-Za-z]\w*)?)(?P<marks>(?:[,，、] *[^,:：，、]+)*)(?:[:：].*)?$"
)
_BLOCK_FORM = GAP.join(("## B1", "role", "600", "steady"))
_KEYS = ("length", "answer", "disputed", "heading", "point", "after", "holds")
_LISTS = {"answer": "answer_fact_ids", "disputed": "disputed_fact_ids", "after": "after", "holds": "withholds"}
_MAX_FILE_BYTES = 4_000_000


class PlanFile(NamedTuple):
    """What a plan file says, before it is held to anything."""

    name: str
    values: dict[str, Any]
    """Values of a `Plan`, as far as the file gives them."""
    line: Callable[[Spot], int]
    """Line of a spot, or of the innermost one around it that the file has."""

    def fault(self, spot: Spot, message: str) -> Fault:
        """A fault at that spot."""
        return Fault(self.name, self.line(spot), message)


def read_plan_file(path: Path) -> PlanFile:
    """What the plan at `path` (``.json``, else Markdown) says; raises UsageError naming a line that cannot be read."""
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            raise UsageError(f"{path} is too large for a plan.", hint="Name a plan.md or plan.json of a run.")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text.", hint="Save the plan as UTF-8.") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", hint="Name a plan.md or plan.json.") from error
    return _read_json(text, str(path)) if path.suffix == ".json" else _Outline(text, str(path)).read()


def _read_json(text: str, name: str) -> PlanFile:
    try:
        values = json.loads(text)
        node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except json.JSONDecodeError as error:
        raise UsageError(f"{Fault(name, error.lineno, f'this is not JSON ({error.msg})')}.") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise UsageError(f"{name} cannot be read as a plan.", hint="Name a plan.md or plan.json of a run.") from error
    if not isinstance(values, dict) or node is None:
        raise UsageError(f"{Fault(name, 1, 'a plan is one JSON object')}.")
    return PlanFile(name, values, lambda spot: line_of(node, spot))


class _Outline:
    """Reads the Markdown line by line; the first line that means nothing is refused."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.values: dict[str, Any] = {"blocks": []}
        self.lines: dict[Spot, int] = {(): 1}
        self.n = 0
        self.is_reading = True
        """False inside a section that is only for reading."""

    def read(self) -> PlanFile:
        """The plan in it."""
        for n, line in enumerate(_without_comments(self.text).splitlines(), start=1):
            self.n = n
            self._take(line.strip())
        if "schema_code" not in self.values:
            self.n = 1
            raise self._odd("the first line must name the form of story: '# Plan: how-it-happened, version 1'")
        return PlanFile(self.name, self.values, self._line)

    def _line(self, spot: Spot) -> int:
        return next(self.lines[spot[:n]] for n in range(len(spot), -1, -1) if spot[:n] in self.lines)

    def _take(self, line: str) -> None:
        if line.startswith("## "):
            self.is_reading = line[3:].strip() not in _reading_sections()
            if self.is_reading:
                self._block(line)
        elif line.startswith("# "):
            self._title(line)
        elif line and self.is_reading and not (self._row(line) or self._beat(line)):
            raise self._odd(f"this line is no part of a plan: '{line[:60]}'")

    def _title(self, line: str) -> None:
        found = _TITLE.match(line)
        if found is None or "schema_code" in self.values:
            raise self._odd("a plan has one title, '# Plan: how-it-happened, version 1'")
        self.values |= {"schema_code": found["code"], "schema_version": int(found["version"])}
        self.lines[("schema_code",)] = self.n

    def _block(self, line: str) -> None:
        parts = [p.strip() for p in line[3:].split(GAP.strip())]
        n_chars = parts[2].replace(",", "") if len(parts) > 2 else ""
        marks = parts[4:]
        if len(parts) < 4 or not re.fullmatch(r"-?\d{1,9}", n_chars) or any(_mark(m) != "locked" for m in marks):
            raise self._odd(f"the heading of a block reads '{_BLOCK_FORM}'")
        block = {"block_id": parts[0], "role": parts[1], "n_chars_target": int(n_chars), "pacing": parts[3]}
        self.lines[("blocks", len(self.values["blocks"]))] = self.n
        empty: dict[str, Any] = {"point": "", "fact_ids": [], "beats": [], "spare_beats": []}
        self.values["blocks"].append(block | empty | {"locked": bool(marks)})

    def _row(self, line: str) -> bool:
        """True for a line 'key: value', which is taken."""
        found = _ROW.match(line)
        key = _key(found["key"].strip()) if found else None
        if found is None or key is None:
            return False
        is_head = key in ("length", "answer", "disputed")
        if is_head == bool(self.values["blocks"]):
            raise self._odd(f"'{found['key']}' belongs {'above the blocks' if is_head else 'into a block'}")
        here: dict[str, Any] = self.values if is_head else self.values["blocks"][-1]
        name = _LISTS.get(key, "n_chars_target" if key == "length" else key)
        here[name] = self._value(key, found["value"].strip())
        above: Spot = () if is_head else ("blocks", len(self.values["blocks"]) - 1)
        self.lines[(*above, name)] = self.n
        return True

    def _value(self, key: str, value: str) -> Any:
        if key in _LISTS:
            return [v for v in re.split(r"[,，、\s]+", value) if v]
        if key != "length":
            return value
        number = re.match(r"(\d[\d,]{0,12})(?![\d,])", value)
        if number is None:
            raise self._odd("the length is a number of characters")
        return int(number.group(1).replace(",", ""))

    def _beat(self, line: str) -> bool:
        """True for a line that names a Fact, which is taken."""
        found = _BEAT.match(line)
        if found is None or not self.values["blocks"]:
            return False
        marks = [m.strip() for m in re.split("[,，、]", found["marks"]) if m.strip()]
        if odd := [m for m in marks if _mark(m) not in ("quotation", "spare")]:
            raise self._odd(f"'{odd[0]}' is no mark of a Fact: use {_marks('quotation')} or {_marks('spare')}")
        meant = {_mark(m) for m in marks}
        block, place = self.values["blocks"][-1], len(self.values["blocks"]) - 1
        kind = "spare_beats" if "spare" in meant else "beats"
        self.lines[("blocks", place, kind, len(block[kind]))] = self.n
        beat_id = f"{block['block_id']}.{len(block['beats']) + len(block['spare_beats']) + 1}"
        ids = found["ids"].split(" + ")
        block[kind].append({"beat_id": beat_id, "fact_ids": ids, "as_quotation": "quotation" in meant})
        block["fact_ids"] = list(dict.fromkeys(b["fact_ids"][0] for b in (*block["beats"], *block["spare_beats"])))
        return True

    def _odd(self, message: str) -> UsageError:
        return UsageError(
            f"{Fault(self.name, self.n, message)}.", hint="Correct that line; plan.json may be edited too."
        )


def _without_comments(text: str) -> str:
    """The text with comments blanked, line breaks kept."""
    return re.sub(r"<!--.*?-->", lambda m: "\n" * m.group().count("\n"), text, flags=re.S)


def _both(key: str) -> Sequence[str]:
    return [plan_words("en")[key], plan_words("zh")[key]]


def _marks(key: str) -> str:
    return "/".join(f"'{w}'" for w in _both(key))


@lru_cache(maxsize=1)
def _reading_sections() -> frozenset[str]:
    return frozenset(w for key in ("todos", "checks", "ranking") for w in _both(key))


@lru_cache(maxsize=1)
def _known(*keys: str) -> Mapping[str, str]:
    return {word.casefold(): key for key in keys for word in _both(key)}


def _key(word: str) -> str | None:
    return _known(*_KEYS).get(word.casefold())


def _mark(word: str) -> str | None:
    return next((key for key in ("quotation", "spare", "locked") if word.casefold() in _both(key)), None)
