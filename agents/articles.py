"""Articles that a small model drops, put back where its source has them: "in recent past" as "in the recent past"."""

from __future__ import annotations

import re

from deepnews.text import outside_quotes

_ARTICLE = re.compile(r"(?<![\w’'-])(?P<before>[A-Za-z][\w’'-]*) (?P<article>the|an?) (?=(?P<after>[\w’'-]+))")
_OPENS = re.compile(r"(?P<article>The|An?) (?P<after>[\w’'-]+)")
_LATEST = re.compile(
    r"(?<![\w’'-])(?<!\bthe )(?<!\bits )(?<!\bhis )(?<!\bher )(?<!\bour )(?<!\btheir )(?<!\bthis )(?<!\bvery )"
    r"(?<!['’]s )(?<!s['’] )latest (?=[A-Za-z])"
)
"""An adjective that no English noun has without an article, whatever a telegram may say."""


def with_articles(told: str, source: str) -> str:
    """English `told` with the articles that `source` has between the same two words, or before its first; words in
    quotation marks stay as they are."""
    opening = _OPENS.match(source)
    if opening and not re.search(rf"(?<![\w’'-]){re.escape(opening['after'])}(?![\w’'-])", source[opening.end() :]):
        first = opening["after"]
        told = re.sub(
            rf"^(\W*)({re.escape(first)})(?![\w’'-])", rf"\1{opening['article'].lower()} \2", told, flags=re.I
        )
    for found in _ARTICLE.finditer(source):
        bare = rf"(?<![\w’'-])({re.escape(found['before'])}) (?={re.escape(found['after'])}(?![\w’'-]))"
        if not re.search(bare, source, re.I):
            told = _outside(bare, rf"\1 {found['article']} ", told)
    whole = _outside(_LATEST.pattern, "the latest ", told)
    return whole[:1].upper() + whole[1:] if told[:1].isupper() else whole


def _outside(pattern: str, new: str, text: str) -> str:
    """`text` with the pattern replaced where it does not stand in quotation marks."""
    own = outside_quotes(text)
    for found in reversed(list(re.finditer(pattern, own, re.I))):
        text = text[: found.start()] + found.expand(new) + text[found.end() :]
    return text
