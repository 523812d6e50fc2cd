"""Causes that a claim adds: two facts joined by a "because" that no source says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from deepnews.agents.rules.grounds import Grounds, stems_of
from deepnews.agents.rules.lexicon import pattern, synonym_numbers
from deepnews.agents.rules.tokens import has_cue, tokens
from deepnews.schemas.base import Language
from deepnews.schemas.verification import Finding
from deepnews.text import outside_quotes, stem

_AS = re.compile(r",\s+(?:as|since|with)\s")
_MIN_SIDE = 0.34
"""Share of the words on each side of a "because" that the sentence which gives the cause must have."""
_BACKWARD = re.compile(
    r"^(?:because|because of|due to|as a result of|resulted from|resulting from|thanks to|owing to|on account of"
    r"|driven by|fuell?ed by|stemm\w+ from|attribut\w+( to)?|blamed on|in response to"
    r"|因为|由于|归因于|起因于|源于|缘于|得益于|鉴于)$",
    re.I,
)
"""Cues after which the cause stands; after the others stands the effect."""
_FOR_AND_SO = re.compile(r"因(?![为此而])[^，。；]{2,30}?而(?![且言已])")
"""A Chinese cause and what comes of it in one clause: 因风大而停航."""
_RELATIVE = re.compile(r",? which (?:\w+ly |also |then |in turn )?([a-z]{3,}ed)\b")
"""A clause that makes what stands before it do something."""
_LISTED = re.compile(r", ([a-z]{3,}ing) (?:[\w’'-]+ ){0,5}?[\w’'-]+, and ([a-z]{3,}ing) ", re.I)
"""Items of a list that begin like verbs: falling demand, softening employment, and increasing unease."""
_TEMPORAL_DUE = re.compile(
    r"\bdue to (?:be|begin|start|open|close|end|expire|report|meet|vote|appear|take|come|arrive|return|go)\b", re.I
)


def cause_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding when the claim, outside quotation marks, gives a cause that no single evidence sentence gives."""
    body = text.removeprefix(grounds.lead_in)
    if (
        grounds.language == "zh"
        and (joined := _FOR_AND_SO.search(outside_quotes(body)))
        and not _tells_a_cause(grounds)
    ):
        return [_added(joined.group())]
    if grounds.language == "en" and (made := _of_a_list(outside_quotes(body), grounds.sentences)):
        return [_added(made)]
    for cue in pattern("cause", grounds.language).finditer(outside_quotes(body)):
        if _TEMPORAL_DUE.match(body, cue.start()):
            continue
        if turned := _turned(body, cue, grounds):
            return [turned]
        if not any(_gives_cause(body, cue, sentence, grounds.language) for sentence in grounds.sentences):
            return [_added(cue.group())]
    return []


def _of_a_list(body: str, sentences: Sequence[str]) -> str:
    """The clause of `body` that makes one item of a list work on the next ("less demand, which softened employment");
    empty where there is none."""
    listed = {stem(word.lower()) for s in sentences for found in _LISTED.finditer(s) for word in found.groups()}
    return next((m.group().lstrip(", ") for m in _RELATIVE.finditer(body) if stem(m.group(1)) in listed), "")


def _added(words: str) -> Finding:
    return Finding(
        code="cause.added",
        verdict="not_enough_info",
        claim_text=words,
        is_frame=True,
        reason=f"No single source sentence joins the two by a cause such as “{words}”.",
    )


def _tells_a_cause(grounds: Grounds) -> bool:
    return any(has_cue(kind, s, "zh") for s in grounds.sentences for kind in ("cause", "weak_cause"))


def _gives_cause(claim: str, cue: re.Match[str], sentence: str, language: Language) -> bool:
    before, after = _sides(claim, cue, language)
    if not (has_cue("cause", sentence, language) or _AS.search(sentence)):
        return _joined_weakly(before, after, sentence, language)
    sides = [side for side in (before, after) if side]
    return bool(sides) and all(_n_shared(s, sentence, language) >= max(1, _MIN_SIDE * len(s)) for s in sides)


def _turned(claim: str, cue: re.Match[str], grounds: Grounds) -> Finding | None:
    """A refuting finding when the claim makes the evidence's effect the cause."""
    language = grounds.language
    before, after = _sides(claim, cue, language)
    mine = (after, before) if _BACKWARD.match(cue.group()) else (before, after)
    for sentence in grounds.sentences:
        for found in pattern("cause", language).finditer(sentence):
            left, right = _sides(sentence, found, language)
            its = (right, left) if _BACKWARD.match(found.group()) else (left, right)
            straight = len(mine[0] & its[0]) + len(mine[1] & its[1])
            crossed = len(mine[0] & its[1]) + len(mine[1] & its[0])
            if mine[0] & its[1] and mine[1] & its[0] and crossed >= straight + 2:
                reason = f"The evidence has cause and effect the other way round: “{sentence}”"
                return Finding(
                    code="cause.turned", verdict="refuted", claim_text=cue.group(), is_frame=True, reason=reason
                )
    return None


def _joined_weakly(before: frozenset[str], after: frozenset[str], sentence: str, language: Language) -> bool:
    """True when a verb such as "reduced" stands between what the claim makes cause and effect."""
    if language == "zh":
        return has_cue("weak_cause", sentence, "zh") and all(_n_shared(s, sentence, "zh") for s in (before, after) if s)
    for verb in pattern("weak_cause", "en").finditer(sentence):
        left, right = sentence[: verb.start()], sentence[verb.start() :]
        for one, other in ((before, after), (after, before)):
            if (not one or _n_shared(one, left, "en")) and (not other or _n_shared(other, right, "en")):
                return True
    return False


def _sides(claim: str, cue: re.Match[str], language: Language) -> tuple[frozenset[str], frozenset[str]]:
    """Content stems of what stands before and after the cue."""
    words = [t for t in tokens(claim, language) if t.has_content]
    before = frozenset(t.stem for t in words if t.end <= cue.start())
    return before, frozenset(t.stem for t in words if t.start >= cue.end())


def _n_shared(side: frozenset[str], sentence: str, language: Language) -> int:
    stems = stems_of(sentence, language)
    families = synonym_numbers(language)
    near = {n for s in stems for n in families.get(s, ())}
    if language == "zh":
        return sum(s in sentence or bool(families.get(s, frozenset()) & near) for s in side)
    return sum(s in stems or bool(families.get(s, frozenset()) & near) for s in side)
