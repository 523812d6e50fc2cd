"""Sentences of English and Chinese text as exact spans."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deepnews.retrieval.paragraphs import TextSpan, paragraph_spans

__all__ = ["TextSpan", "sentence_spans"]

_STOP = re.compile(
    r"[。！？；]+[”’』」》）)】\"']*"  # Chinese: no space needed after it
    r"|[.!?…]+[\"'”’)\]»]*(?:\[\d{1,3}\]|\d{1,2}(?=\s+[A-Z“\"]))?(?=\s|$|[\u4e00-\u9fff])"
)
_TOKEN_BEFORE = re.compile(r"[^\s(\[“‘\"'—]+$")
_ACRONYM = re.compile(r"(?:[A-Za-z]{1,2}\.)+[A-Za-z]{1,2}$|[A-Z]$")
_NEXT_WORD = re.compile(r"[\"'“‘(\[*_]*([^\W\d_]+)(?=[\s,'’])")
_PLAIN_WORD = re.compile(r"(?<![\w.])[a-z]{4,}$")
_SPEAKER_LABEL = re.compile(r"[A-Z][A-Z .'’-]{1,40}$")
_SAYS_EN = re.compile(r"(?:[A-Z][\w.'’-]*\s+){1,4}(?:said|says|asked|added|replied|told|wrote|answered)\b")
_SAYS_ZH = re.compile(r"[^，。！？；：“”\s]{0,10}?(?:说|表示|称|指出|认为|问道|答道|强调|回忆|坦言)")
_INTRODUCED = re.compile(r"\w[:：]\s?[“「『\"][^“”「」『』\"]*$")
"""A quotation whose speaker is named before it: who speaks after it speaks in the next sentence."""
_NUMBER_AFTER_COLON = re.compile(r"[:：]\s*[(（]?\d{1,3}$")
"""The number of a list that begins within the sentence: 判决：1.撤销……"""
_LIST_NUMBER = re.compile(r"[(\[]?(?:\d{1,3}|[ivxIVX]{1,5}|[A-Za-z])$")


def _word_set(words: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(words.split())


_NEVER_LAST = _word_set(
    "mr mrs ms mx dr prof gov sen rep gen hon rev col capt lt sgt maj adm messrs st ste mt vs cf viz approx "
    "e.g i.e pres supt det insp cllr dept"
)
_BEFORE_NUMBER = _word_set(
    "no nos art arts sec secs p pp para paras vol vols ch fig figs eq ref app s ss r rr cl cf "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
_MAYBE_LAST = _word_set("inc co corp ltd plc bros jr sr etc ph.d d.c a.m p.m u.s u.k u.n e.u al")
_ABBREVIATIONS = _NEVER_LAST | _BEFORE_NUMBER | _MAYBE_LAST
_STARTERS = _word_set(
    "a an the this that these those it he she we they i you there here in on at by for from with to of as if when "
    "while after before since but and or so yet however although though because what who how why where his her its "
    "our their my one some many most all no not nor now then meanwhile still also instead"
)
_RUN_IN = re.compile(r"\s*(?:[A-Z][A-Z’'&/-]+,?\s+)+(?=([A-Z][a-z]*),?\s+\S*[a-z])")
"""Capitals before a sentence that begins after them: "NATIONAL ENERGY POLICY As a result, ..."."""
_AFTER_RUN_IN = _STARTERS | _word_set("last next under during over through among between every each today")
_RUN_IN_LETTERS = 5
"""Fewer are an abbreviation."""


def sentence_spans(text: str, language: str) -> tuple[TextSpan, ...]:
    """Spans of the sentences of `text`: ordered, disjoint, trimmed, and together every visible character.

    A paragraph always ends a sentence; a hard-wrapped line does not. `language` decides only whether a bare ASCII
    semicolon ends one (it does in Chinese).
    """
    spans: list[TextSpan] = []
    for paragraph in paragraph_spans(text):
        start = paragraph.start
        for stop in _stops(text, paragraph, language):
            spans.append(_trimmed(text, start, stop))
            start = stop
        spans.append(_trimmed(text, start, paragraph.end))
    return tuple(s for s in spans if s.end > s.start)


def _trimmed(text: str, start: int, end: int) -> TextSpan:
    piece = text[start:end]
    return TextSpan(end - len(piece.lstrip()), start + len(piece.rstrip())) if piece.strip() else TextSpan(start, start)


def _stops(text: str, paragraph: TextSpan, language: str) -> Iterator[int]:
    pattern = _STOP_ZH if language == "zh" else _STOP
    block = text[paragraph.start : paragraph.end]
    begin = _end_of_run_in(block, 0)
    if begin:
        yield paragraph.start + begin
    for match in pattern.finditer(block):
        end = _without_opening_quote(block, match)
        after = block[end : end + 80].lstrip()
        if after and _is_boundary(block[begin : match.start()], match.group(), after):
            yield paragraph.start + end
            begin = _end_of_run_in(block, end)
            if begin > end:
                yield paragraph.start + begin


def _end_of_run_in(block: str, begin: int) -> int:
    """Where the sentence proper begins that is told to begin at `begin`: after a heading that runs into it."""
    heading = _RUN_IN.match(block, begin)
    if heading is None or heading[1].lower() not in _AFTER_RUN_IN:
        return begin
    return heading.end() if sum(map(str.isalpha, heading.group())) >= _RUN_IN_LETTERS else begin


def _without_opening_quote(block: str, match: re.Match[str]) -> int:
    """End of the stop; a straight quote that opens the next sentence is not part of it."""
    end = match.end()
    if block[end - 1] == '"' and block[: end - 1].count('"') % 2 == 0 and not block[end : end + 1].isspace():
        end -= 1
    return end


def _is_boundary(before: str, stop: str, after: str) -> bool:
    """True when `stop` ends the sentence `before`, given the text `after` it."""
    if stop[0] in "。！？；;":
        return _ends_chinese(before, stop, after)
    if after.lstrip("(\"“‘'[")[:1].islower():
        return stop == "." and _is_lowered(before, after)
    if stop.endswith("…") and "\u4e00" <= after[0] <= "\u9fff":
        return False  # a pause, not an end
    if stop[0] in "!?…" and stop[-1] in "\"'”’" and _SAYS_EN.match(after) and not _INTRODUCED.search(before):
        return False  # after a full stop, who says it begins a sentence; before one who is named, a comma would stand
    if stop[0] in "!?" or stop.startswith(("..", "…")):
        return True
    return _ends_at_full_stop(before, stop, after)


def _ends_chinese(before: str, stop: str, after: str) -> bool:
    if stop[-1] == "》" and stop[0] != "。":
        return False  # a title that ends with a question mark
    return not (stop[-1] in "”」』" and _SAYS_ZH.match(after)) or bool(_INTRODUCED.search(before))


def _is_lowered(before: str, after: str) -> bool:
    """True at the end of a sentence of a text without capitals: its stop stands off, or a common word begins anew."""
    if before.endswith(" "):
        return True
    word, following = _PLAIN_WORD.search(before), _NEXT_WORD.match(after)
    is_known = word is not None and word.group() in _ABBREVIATIONS
    return word is not None and not is_known and following is not None and following.group(1) in _STARTERS


def _ends_at_full_stop(before: str, stop: str, after: str) -> bool:
    found = _TOKEN_BEFORE.search(before)
    token = found.group().lower() if found else ""
    if _NUMBER_AFTER_COLON.search(before):
        return False
    if not before.strip() or _LIST_NUMBER.match(before.strip()) or _SPEAKER_LABEL.match(before.strip()):
        return not before.strip()
    if token in _NEVER_LAST:
        return False
    if token in _BEFORE_NUMBER and after[0].isdigit():
        return token in {"no", "mar", "s", "r"} and before.endswith(token)  # "he said no. 12 left": no abbreviation
    if len(stop) == 1 and (token in _MAYBE_LAST or (found and _ACRONYM.match(found.group()))):
        following = _NEXT_WORD.match(after)
        return bool(following and following.group(1).lower() in _STARTERS) or after[0] in '“"'
    return True


_STOP_ZH = re.compile(_STOP.pattern.replace("[。！？；]+", "[。！？；;]+", 1))
