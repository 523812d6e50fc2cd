"""Whether the persons, bodies and places that a Chinese claim names are those of its evidence."""

from __future__ import annotations

import re

from deepnews.agents.rules.aliases import edit_distance, has_alias
from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.lexicon import kin, pattern, word_list
from deepnews.agents.rules.names import find_names, name_mentions
from deepnews.agents.rules.near_names_zh import near_name_findings
from deepnews.agents.rules.persons_zh import persons_in
from deepnews.agents.rules.slots_zh import slot_findings
from deepnews.agents.rules.tokens import tokens
from deepnews.schemas.verification import Finding
from deepnews.text import HAN

_PERSON_CHARS = 3
_MIN_BODY_CHARS = 4
_HAN_ONLY = re.compile(f"[{HAN}]+")


def chinese_name_findings(text: str, n_lead: int, grounds: Grounds) -> list[Finding]:
    """A finding for every name that is new, misspelt, or taken from beside the evidence; `n_lead` characters are taken
    as true."""
    named = dict.fromkeys([m.text for m in name_mentions(text, "zh")] + _introduced(text, grounds))
    found = [f for n in named if (f := _chinese_fault(n, grounds)) is not None]
    text = text[n_lead:]
    found = found or _near_persons(text, grounds) or _near_bodies(text, grounds) or near_name_findings(text, grounds)
    return found or slot_findings(text, grounds)


def _introduced(text: str, grounds: Grounds) -> list[str]:
    """Persons of the sources in the text, whom the dictionary of names may not know."""
    return [text[a:b] for a, b in persons_in(text, grounds.persons)]


def _near_persons(text: str, grounds: Grounds) -> list[Finding]:
    """A finding for a name of three characters that differs from a known person's by its second or third one."""
    for person in sorted(p for p in grounds.persons if len(p) == _PERSON_CHARS):
        first, second, third = person[0], person[1], person[2]
        for found in re.finditer(f"{first}(?:{second}[{HAN}]|[{HAN}]{third})", text):
            if not any(found.group() in d.text for d in grounds.documents.values()):
                reason = f"材料中没有“{found.group()}”，近似的是“{person}”。"
                return [Finding(code="name.near_miss", verdict="refuted", claim_text=found.group(), reason=reason)]
    return []


def _near_bodies(text: str, grounds: Grounds) -> list[Finding]:
    """Findings for bodies whose name differs from one of the evidence by a character, however the text is cut."""
    evidence = f"{grounds.text}\n{grounds.retold}\n{grounds.frame}\n{grounds.window}"
    findings: list[Finding] = []
    for suffix in re.finditer("|".join(s for s in word_list("name_suffixes", "zh") if len(s) > 1), text):
        shown = _one_character_off(text, suffix.start(), suffix.group(), evidence)
        if shown and not any(shown[0] in f.claim_text for f in findings):
            findings.append(
                Finding(
                    code="name.near_miss",
                    verdict="refuted",
                    claim_text=shown[0],
                    reason=f"证据中没有“{shown[0]}”，近似的是“{shown[1]}”。",
                )
            )
    return findings


def _one_character_off(text: str, at: int, suffix: str, evidence: str) -> tuple[str, str] | None:
    """The name that ends with the suffix and its near twin in the evidence, which has one other character."""
    for length in (2, 3, 4, 5, 6):
        own = text[max(0, at - length) : at]
        if len(own) < length or f"{own}{suffix}" in evidence or not _HAN_ONLY.fullmatch(own):
            continue
        for twin in re.finditer(re.escape(suffix), evidence):
            other = evidence[max(0, twin.start() - length) : twin.start()]
            if (
                len(other) == length
                and other[0] == own[0]
                and sum(a != b for a, b in zip(own, other, strict=True)) == 1
            ):
                word = next(t for t in tokens(text, "zh") if t.end > at - length)
                return None if word.stem in kin("zh") or word.start < at - length else (own + suffix, other + suffix)
    return None


def _chinese_fault(name: str, grounds: Grounds) -> Finding | None:
    if name in grounds.lead_in:
        return None
    near = f"{grounds.text}\n{grounds.retold}\n{grounds.frame}"
    wide = f"{grounds.window}\n{near}"
    if _stands_in(name, near) or has_alias(name, grounds) or _is_long_form(name, grounds):
        return None
    if not _stands_in(name, wide):
        likeness = next(
            (n for n in find_names(wide, "zh") if len(n) == len(name) >= 2 and edit_distance(n, name) == 1), ""
        )
        code = "name.near_miss" if likeness else "name.new"
        reason = f"证据中没有“{name}”" + (f"，近似的是“{likeness}”。" if likeness else "。")
        return Finding(code=code, verdict="refuted", claim_text=name, reason=reason)
    own = list(dict.fromkeys([*find_names(grounds.text, "zh"), *_introduced(grounds.text, grounds)]))
    if pattern("anaphors", "zh").search(grounds.text) or not own:
        return None
    return Finding(
        code="name.swapped",
        verdict="refuted",
        claim_text=name,
        is_frame=True,
        reason=f"证据说的是{'、'.join(own)}，不是{name}。",
    )


def _is_long_form(name: str, grounds: Grounds) -> bool:
    """True for a body that a source names so, and the evidence without its place: 市城市管理局."""
    if not any(name in d.text for d in grounds.documents.values()):
        return False
    return any(name[i:] in grounds.text for i in range(1, len(name) - _MIN_BODY_CHARS + 1))


def _stands_in(name: str, text: str) -> bool:
    """True when the name, or its short form (its characters in order inside one name), stands in the text."""
    if name in text:
        return True
    if len(name) < 3:
        return False
    gaps = r"[\u4e00-\u9fff]{0,6}".join(map(re.escape, name))
    return any(re.search(gaps, n) for n in find_names(text, "zh"))
