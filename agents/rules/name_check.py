"""Whether the names of a claim are those of its evidence."""

from __future__ import annotations

import re
from functools import lru_cache

from deepnews.agents.rules.dates import date_ranges
from deepnews.agents.rules.grounds import Grounds, stems_of
from deepnews.agents.rules.lexicon import common_stems, kin, pattern, word_groups, word_list, word_set
from deepnews.agents.rules.names import NameMention, find_names, name_mentions
from deepnews.agents.rules.numbers import find_quantities
from deepnews.agents.rules.persons_zh import persons_in
from deepnews.agents.rules.speakers import find_speaker
from deepnews.agents.rules.tokens import tokens
from deepnews.schemas.verification import Finding
from deepnews.text import is_stop_word, stem

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
_PERSONAL = re.compile(
    r"\b(?:he|she|his|her|him|its|they|we|our|i|my|the\s+(?:company|firm|bank|district|city|town|region|mill|board))\b",
    re.I,
)
_OPENS_WITH_PRONOUN = re.compile(r"(?:It|Its|This|These|Those|That|There|Both)\b")
_CAPITALISED = re.compile(r"\b[^\W\d_a-z][\w'’-]{2,}")


def name_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding for every name that is new, misspelt, or taken from beside the evidence."""
    if grounds.language == "zh":
        named = dict.fromkeys([m.text for m in name_mentions(text, "zh")] + _introduced(text, grounds))
        found = [f for n in named if (f := _chinese_fault(n, grounds)) is not None]
        return found or _near_bodies(text[_n_lead(text, grounds) :], grounds)
    taken = [*date_ranges(text, "en"), *((q.start, q.end) for q in find_quantities(text, "en") if q.unit != "ordinal")]
    taken.append((0, _n_lead(text, grounds)))
    mentions = [m for m in name_mentions(text, "en") if not any(a <= m.start and m.end <= b for a, b in taken)]
    return [f for m in mentions if (f := _english_fault(m, text, grounds)) is not None]


def _introduced(text: str, grounds: Grounds) -> list[str]:
    """Persons of the sources in the text, whom the dictionary of names may not know."""
    return [text[a:b] for a, b in persons_in(text, grounds.persons)]


def _n_lead(text: str, grounds: Grounds) -> int:
    return len(grounds.lead_in) if grounds.lead_in and text.startswith(grounds.lead_in) else 0


@lru_cache(maxsize=4096)
def name_parts(name: str) -> tuple[str, ...]:
    """Words of a name without titles, particles and small words."""
    skip = word_set("titles", "en") | word_set("particles", "en")
    parts = [p for p in _TOKEN.findall(name) if p.lower() not in skip]
    return tuple(re.sub(r"['’]s$", "", p) for p in parts if not (is_stop_word(p) and not p.isupper()))


def _english_fault(mention: NameMention, text: str, grounds: Grounds) -> Finding | None:
    parts = name_parts(mention.text)
    single = len(parts) == 1 and mention.is_initial
    if not parts or (single and grounds.occurs_lower(parts[0])):
        return None
    near = stems_of(grounds.text, "en") | stems_of(grounds.frame, "en")
    wide = near | stems_of(grounds.window, "en")
    missing = [p for p in parts if not _known(p, mention.text, wide, grounds)]
    if missing:
        return _new(mention, missing, parts, grounds)
    if all(_known(p, mention.text, near, grounds) for p in parts):
        return _mixed(mention, parts, grounds) or _in_others_place(mention, text, parts, grounds)
    return _from_window(mention, text, grounds)


def _known(part: str, name: str, stems: frozenset[str], grounds: Grounds) -> bool:
    root = stem(part)
    if root in stems or stem(f"{part}s") in stems or any(stem(p) in stems for p in part.split("-") if len(p) > 3):
        return True
    return _has_alias(name, grounds) or _has_alias(part, grounds) or _is_acronym(part, grounds)


def _has_alias(name: str, grounds: Grounds) -> bool:
    plain = name.lower().rstrip(".").removeprefix("the ")
    everything = f"{grounds.window}\n{grounds.frame}"
    stems = stems_of(everything, grounds.language)
    for group in word_groups("aliases", grounds.language):
        if plain in group or stem(plain) in group:
            return any(
                o in stems or ((" " in o or grounds.language == "zh") and o in everything.lower()) for o in group
            )
    return False


def _is_acronym(part: str, grounds: Grounds) -> bool:
    letters = part.replace(".", "")
    if not (2 <= len(letters) <= 7 and letters.isupper()):
        return False
    initials = "".join(
        w[0]
        for w in _TOKEN.findall(f"{grounds.window}\n{grounds.frame}")
        if w.lower() not in ("of", "the", "and", "for")
    )
    return letters.lower() in initials.lower()


def _new(mention: NameMention, missing: list[str], parts: tuple[str, ...], grounds: Grounds) -> Finding | None:
    near_miss = next(((p, n) for p in missing if (n := _near_miss(p, grounds))), None)
    if near_miss:
        return Finding(
            code="name.near_miss",
            verdict="refuted",
            claim_text=mention.text,
            reason=f"“{near_miss[0]}” is not in the evidence; it looks like “{near_miss[1]}”.",
        )
    distinctive = [p for p in missing if stem(p) not in common_stems()]
    if distinctive:
        return Finding(
            code="name.new",
            verdict="refuted",
            claim_text=mention.text,
            reason=f"“{mention.text}” stands nowhere in the evidence.",
        )
    if len(missing) == len(parts) and not mention.is_initial and len(parts) > 1:
        return Finding(
            code="name.unknown",
            verdict="not_enough_info",
            claim_text=mention.text,
            reason=f"“{mention.text}” is not named in the evidence.",
        )
    return None


def _near_miss(part: str, grounds: Grounds) -> str:
    """A name of the evidence that differs from `part` by a letter or two; empty when there is none."""
    allowed = 1 if len(part) < 7 else 2
    if len(part) < 4:
        return ""
    for other in dict.fromkeys(_CAPITALISED.findall(f"{grounds.window}\n{grounds.frame}")):
        if (
            len(other) >= 4
            and abs(len(other) - len(part)) <= allowed
            and 0 < edit_distance(part.lower(), other.lower()) <= allowed
        ):
            return str(other)
    return ""


def edit_distance(one: str, other: str) -> int:
    """Letters to insert, drop or change to turn one word into the other."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]


def _mixed(mention: NameMention, parts: tuple[str, ...], grounds: Grounds) -> Finding | None:
    """A finding when the parts of a name are known but never stand together, as in a wrong first name."""
    everything = " ".join(_TOKEN.findall(f"{grounds.window}\n{grounds.frame}")).lower()
    own = [p.lower() for p in parts if stem(p) not in common_stems() and not _has_alias(p, grounds)]
    if len(own) < 2 or len(own) != len(parts) or " ".join(own) in everything:
        return None
    if f"{own[0]} {own[-1]}" in everything or re.search(
        rf"\b{re.escape(own[0])}\s(?:\w+\s){{0,3}}{re.escape(own[-1])}\b", everything
    ):
        return None
    return Finding(
        code="name.mixed",
        verdict="refuted",
        claim_text=mention.text,
        reason=f"The parts of “{mention.text}” do not belong together in the evidence.",
    )


def _in_others_place(mention: NameMention, text: str, parts: tuple[str, ...], grounds: Grounds) -> Finding | None:
    """A finding when a name of the document's frame stands where the evidence has another."""
    if set(map(stem, parts)) & (stems_of(grounds.text, "en") | stems_of(grounds.speakers, "en")):
        return None
    before = _two_before(text, mention.start)
    for own in (m for s in grounds.sentences for m in name_mentions(s, "en")):
        sentence = next(s for s in grounds.sentences if own.text in s)
        replaced = own.text not in text and len(before) == 2 and before == _two_before(sentence, own.start)
        if replaced and set(before) - {"in", "of", "the", "at", "to", "by", "and", "said"}:
            return _swapped(mention, [own.text])
    return None


def _two_before(text: str, at: int) -> list[str]:
    return [stem(w) for w in _TOKEN.findall(text[max(0, at - 40) : at])][-2:]


def _swapped(mention: NameMention, dropped: list[str]) -> Finding:
    return Finding(
        code="name.swapped",
        verdict="refuted",
        claim_text=mention.text,
        is_frame=True,
        reason=f"The evidence speaks of {', '.join(dropped)}, not of {mention.text}.",
    )


def _from_window(mention: NameMention, text: str, grounds: Grounds) -> Finding | None:
    told = stems_of(text, "en")
    if not find_speaker(text, "en"):
        told = told.union(*(stems_of(find_speaker(s, "en"), "en") for s in grounds.sentences))
    dropped = [n for n in find_names(grounds.text, "en") if not set(map(stem, name_parts(n))) & told]
    if _PERSONAL.search(grounds.text) and not _is_place_like(mention.text, dropped):
        return None
    if dropped:
        return _swapped(mention, dropped)
    if any(_OPENS_WITH_PRONOUN.match(s) for s in grounds.sentences):
        return None
    return Finding(
        code="name.elsewhere",
        verdict="not_enough_info",
        claim_text=mention.text,
        is_frame=True,
        reason=f"“{mention.text}” stands near the evidence, not in it.",
    )


def _is_place_like(name: str, dropped: list[str]) -> bool:
    """True when an untitled single name replaces another of its kind."""
    titled = name.split()[0].lower().rstrip(".") in word_set("titles", "en")
    return not titled and len(name.split()) == 1 and any(len(d.split()) == 1 for d in dropped)


def _near_bodies(text: str, grounds: Grounds) -> list[Finding]:
    """Findings for bodies whose name differs from one of the evidence by a character, however the text is cut."""
    evidence = f"{grounds.text}\n{grounds.frame}\n{grounds.window}"
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
        if len(own) < length or f"{own}{suffix}" in evidence:
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
    near, wide = f"{grounds.text}\n{grounds.frame}", f"{grounds.window}\n{grounds.text}\n{grounds.frame}"
    if _stands_in(name, near) or _has_alias(name, grounds):
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


def _stands_in(name: str, text: str) -> bool:
    """True when the name, or its short form (its characters in order inside one name), stands in the text."""
    if name in text:
        return True
    if len(name) < 3:
        return False
    gaps = r"[\u4e00-\u9fff]{0,6}".join(map(re.escape, name))
    return any(re.search(gaps, n) for n in find_names(text, "zh"))
