"""House style: spelling, titles, shares, and what a paper never prints; one file a language.

It touches the writer's own words alone: nothing in quotation marks, no name. A rule that could change a claim is
refused when the file is read, by the same comparison of claims that pacing is held to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Literal, NamedTuple

import yaml
from pydantic import Field, ValidationError

from deepnews.agents.pace.claims import differences
from deepnews.errors import UsageError
from deepnews.quote_marks import MASK
from deepnews.schemas.base import Language, Record
from deepnews.schemas.draft import Draft, Sentence, each_sentence
from deepnews.schemas.library import Fault, line_of, yaml_fault
from deepnews.schemas.run import RunRecord
from deepnews.text import outside_quotes
from deepnews.yaml_faults import YAML_FAULTS

_HARMLESS = frozenset(("word.lost", "word.new", "order", "name"))
"""Differences that another spelling may make."""
_PERCENT = re.compile(r"(?<=\d)(?: ?%| per ?cent\b)")
_PERCENT_FORMS = {"percent": " percent", "per cent": " per cent", "%": "%"}
_MAX_FILE_BYTES = 1_000_000


class HouseStyle(Record):
    """The rules of one paper in one language."""

    words: dict[str, str] = Field(default_factory=dict)
    """What is written so, and how the house writes it."""
    percent: Literal["percent", "per cent", "%"] | None = None
    """How a share is written after its figure; None as the sources have it."""
    banned: tuple[str, ...] = ()
    """Regular expressions of words that must not be printed."""


class BannedWord(NamedTuple):
    """A banned word in an article."""

    words: str
    sentence_id: str


def load_house_style(language: Language, place: Path | None = None) -> HouseStyle:
    """The house style of `language`: that in the file `place`, or in the folder `place`, else the packaged one.

    Raises UsageError naming file and line of a broken pattern, of a rule that could change a claim, or of bad YAML.
    """
    path = place / f"{language}.yaml" if place is not None and place.is_dir() else place
    name = str(path or f"{language}.yaml")
    try:
        if path is None:
            text = files("deepnews.agents").joinpath("house", name).read_text(encoding="utf-8")
        elif path.stat().st_size > _MAX_FILE_BYTES:
            raise UsageError(f"{path} is too large for a house style.", hint="Name a file of rules.")
        else:
            text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        values = yaml.safe_load(text) or {}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The house style {path} cannot be read.", hint="Name a YAML file, or a folder.") from error
    except YAML_FAULTS as error:
        raise UsageError(f"{yaml_fault(error, name)}.") from error
    return _valid(values, node, name, language)


def in_house_style(draft: Draft, style: HouseStyle, names: Sequence[str]) -> Draft:
    """The draft with every sentence as the house writes it; `names` are left alone."""
    if not style.words and style.percent is None:
        return draft

    def restyled(sentence: Sentence) -> Sentence:
        return sentence.model_copy(update={"text": restyled_text(sentence.text, style, draft.language, names)})

    blocks = each_sentence(draft.blocks, restyled)
    return draft.model_copy(update={"blocks": blocks, "headline": restyled(draft.headline)})


def restyled_text(text: str, style: HouseStyle, language: Language, names: Sequence[str] = ()) -> str:
    """The sentence as the house writes it; words in quotation marks and in names stand as they were."""
    for old, new in style.words.items():
        edge = r"(?<!\w)%s(?!\w)" if language == "en" else "%s"
        is_title = old[:1].isupper()  # it stands so in its rule: with its capital, and before names
        pattern = re.compile(edge % re.escape(old), 0 if is_title else re.I)
        text = _replaced(text, pattern, new, () if is_title else names, is_title=is_title)
    if style.percent is not None:
        text = _replaced(text, _PERCENT, _PERCENT_FORMS[style.percent], names)
    return text


def banned_words(draft: Draft, style: HouseStyle) -> tuple[BannedWord, ...]:
    """Banned words outside quotation marks, in reading order."""
    patterns = [re.compile(p, re.I) for p in style.banned]
    return tuple(
        BannedWord(found.group(), s.sentence_id)
        for s in (draft.headline, *draft.sentences)
        for pattern in patterns
        for found in pattern.finditer(outside_quotes(s.text).replace(MASK, " "))
        if found.group().strip()
    )


def with_house_warnings(record: RunRecord, draft: Draft, style: HouseStyle) -> RunRecord:
    """The record with a warning for each banned word that stands in the article."""
    found = Counter(b.words for b in banned_words(draft, style))
    warnings = (f"House style: '{words}' stands in the article ({n} times)." for words, n in found.items())
    return record.model_copy(update={"warnings": (*record.warnings, *warnings)})


def _replaced(text: str, pattern: re.Pattern[str], new: str, names: Sequence[str], *, is_title: bool = False) -> str:
    held = [m.span() for n in names if n for m in re.finditer(re.escape(n), text)]
    for match in reversed(list(pattern.finditer(outside_quotes(text)))):
        start, end = match.span()
        has_capital = start > 0 and match.group()[:1].isupper() and not is_title
        if not has_capital and not any(a < end and start < b for a, b in held):
            shown = new[:1].upper() + new[1:] if match.group()[:1].isupper() else new
            text = text[:start] + shown + text[end:]
    return text


def _valid(values: object, node: yaml.Node | None, name: str, language: Language) -> HouseStyle:
    def fault(spot: tuple[str | int, ...], message: str) -> str:
        return str(Fault(name, line_of(node, spot) if node is not None else 1, message))

    try:
        style = HouseStyle.model_validate(values)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        message = f"{'.'.join(map(str, detail['loc']))}: {detail['msg'][:1].lower()}{detail['msg'][1:]}"
        raise UsageError(f"{fault(detail['loc'], message)}.", hint="See the packaged file for the keys.") from error
    faults = [fault(spot, message) for spot, message in _rule_faults(style, language)]
    if faults:
        raise UsageError("\n".join(faults), hint="Correct the house style.")
    return style


def _rule_faults(style: HouseStyle, language: Language) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for old, new in style.words.items():
        if not old.strip() or "“" in old + new or "”" in old + new:
            yield ("words", old), f"'{old}' cannot be a rule of spelling"
        elif changed := _changes(old, new, language):
            yield ("words", old), f"'{new}' for '{old}' could change a claim ({changed})"
    for n, pattern in enumerate(style.banned):
        try:
            re.compile(pattern)
        except re.error as error:
            yield ("banned", n), f"'{pattern}' is not a regular expression ({error})"


def _changes(old: str, new: str, language: Language) -> str:
    """What `new` for `old` would change of a claim; empty for another spelling of the same."""
    frame = "工厂{}布匹。" if language == "zh" else "The works {} cloth."
    found = differences((frame.format(old),), (frame.format(new),), language)
    return ", ".join(sorted({d.kind for d in found} - _HARMLESS))
