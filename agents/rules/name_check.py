"""Whether the names of a claim are those of its evidence."""

from __future__ import annotations

import re
from functools import lru_cache

from deepnews.agents.rules.aliases import edit_distance, has_alias
from deepnews.agents.rules.datelines import dateline
from deepnews.agents.rules.dates import date_ranges
from deepnews.agents.rules.grounds import Grounds, stems_of
from deepnews.agents.rules.lexicon import common_stems, word_set
from deepnews.agents.rules.name_check_zh import chinese_name_findings
from deepnews.agents.rules.names import NameMention, find_names, name_mentions
from deepnews.agents.rules.numbers import find_quantities
from deepnews.agents.rules.speakers import find_speaker
from deepnews.schemas.verification import Finding
from deepnews.text import is_stop_word, stem

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
_PERSONAL = re.compile(
    r"\b(?:he|she|his|her|him|its|they|we|our|i|my|the\s+(?:company|firm|bank|district|city|town|region|mill|board))\b",
    re.I,
)
_OPENS_WITH_PRONOUN = re.compile(r"(?:It|Its|This|These|Those|That|There|Both)\b")
_SPOKE = re.compile(r"\b(?:sp(?:oke|eak\w*|eech)|remarks|address|told|hearing)\b", re.I)
_OF = re.compile(r"\s+(?:of|for)\s+(?:the\s+)?")
_CAPITALISED = re.compile(r"\b[^\W\d_a-z][\w'’-]{2,}")

_SMALL = frozenset(("in", "of", "the", "at", "to", "by", "and", "said"))


def name_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding for every name that is new, misspelt, or taken from beside the evidence."""
    if grounds.language == "zh":
        return chinese_name_findings(text, grounds.n_lead(text), grounds)
    taken = [*date_ranges(text, "en"), *((q.start, q.end) for q in find_quantities(text, "en") if q.unit != "ordinal")]
    taken.append((0, grounds.n_lead(text)))
    mentions = [m for m in name_mentions(text, "en") if not any(a <= m.start and m.end <= b for a, b in taken)]
    return [f for m in mentions if (f := _english_fault(m, text, grounds)) is not None]


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
    near, wide = grounds.near_stems, grounds.known_stems
    missing = [p for p in parts if not _known(p, mention.text, wide, grounds)]
    if missing and _is_of_dateline(mention, text, grounds):
        return None
    if missing:
        return None if _is_full_name(parts, missing, near, grounds) else _new(mention, missing, parts, grounds)
    if all(_known(p, mention.text, near, grounds) for p in parts):
        return (
            _mixed(mention, grounds)
            or _in_others_place(mention, text, parts, grounds)
            or _in_subjects_place(mention, text, parts, grounds)
        )
    return _from_window(mention, text, grounds)


def _is_of_dateline(mention: NameMention, text: str, grounds: Grounds) -> bool:
    """True for the place at which the document was spoken, in a claim that says who spoke there."""
    tells = find_speaker(text, "en") or _SPOKE.search(text)
    return bool(tells) and any(mention.text in dateline(d.text) for d in grounds.sources)


def _is_full_name(parts: tuple[str, ...], missing: list[str], near: frozenset[str], grounds: Grounds) -> bool:
    """True when all that is missing is the first name of the only person with that surname in the documents."""
    first, last = parts[-2:] if len(parts) > 1 else ("", "")
    if missing != [first] or stem(last) not in near:
        return False
    titles = word_set("titles", "en")
    called = re.compile(rf"\b([A-Z][\w'’-]+)\s+(?:[A-Z]\.\s+)*{re.escape(last)}\b")
    known = {n for d in grounds.sources for n in called.findall(d.text) if n.lower() not in titles}
    return known == {first}


def _known(part: str, name: str, stems: frozenset[str], grounds: Grounds) -> bool:
    root = stem(part)
    if root in stems or stem(f"{part}s") in stems:
        return not _is_respelt(part, grounds)
    if _is_of_place(part, stems) or any(stem(p) in stems for p in part.split("-") if len(p) > 3):
        return True
    return has_alias(name, grounds) or has_alias(part, grounds) or _is_acronym(part, grounds)


def _is_respelt(part: str, grounds: Grounds) -> bool:
    """True for a word that only differs from the evidence's by another letter, which its stem does not show."""
    words = {w.lower() for w in _TOKEN.findall(f"{grounds.window}\n{grounds.text}\n{grounds.frame}")}
    low = part.lower()
    alike = [w for w in words if stem(w) == stem(part)]
    return bool(alike) and all(len(w) == len(low) and w != low for w in alike)


def _is_of_place(part: str, stems: frozenset[str]) -> bool:
    """True for "Australian" where the evidence has "Australia", and the other way round."""
    low = part.lower()
    return len(low) > 4 and (f"{low}n" in stems or (low.endswith("n") and low[:-1] in stems))


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


def _mixed(mention: NameMention, grounds: Grounds) -> Finding | None:
    """A finding when the parts of a name are known from two other names, as in a wrong first name; what stands before
    and after "of" or "for" are two names."""
    known = f"{grounds.window}\n{grounds.frame}"
    if not any(_is_torn(name_parts(n), known, grounds) for n in _OF.split(mention.text)):
        return None
    return Finding(
        code="name.mixed",
        verdict="refuted",
        claim_text=mention.text,
        reason=f"The parts of “{mention.text}” do not belong together in the evidence.",
    )


def _is_torn(parts: tuple[str, ...], known: str, grounds: Grounds) -> bool:
    own = [p for p in parts if stem(p) not in common_stems() and not has_alias(p, grounds)]
    if len(own) < 2 or len(own) != len(parts):
        return False
    first, last = map(re.escape, (own[0], own[-1]))
    if re.search(rf"\b{first}\W+(?:\w+\W+){{0,3}}{last}\b", known, re.I):
        return False
    return bool(re.search(rf"\b{first}\s+[A-Z][a-z]", known) or re.search(rf"[A-Z][a-z]+\s+{last}\b", known))


def _in_others_place(mention: NameMention, text: str, parts: tuple[str, ...], grounds: Grounds) -> Finding | None:
    """A finding when a name of the document's frame stands where the evidence has another."""
    if set(map(stem, parts)) & (stems_of(grounds.text, "en") | stems_of(grounds.speakers, "en")):
        return None
    before = _two_before(text, mention.start)
    for own in (m for s in grounds.sentences for m in name_mentions(s, "en")):
        sentence = next(s for s in grounds.sentences if own.text in s)
        replaced = own.text not in text and len(before) == 2 and before == _two_before(sentence, own.start)
        if replaced and set(before) - _SMALL:
            return _swapped(mention, [own.text])
    return None


def _in_subjects_place(mention: NameMention, text: str, parts: tuple[str, ...], grounds: Grounds) -> Finding | None:
    """A finding when the claim opens with one name and goes on as the evidence does after another."""
    after = _two_after(text, mention.end)
    if mention.start > len("The ") or len(after) < 2 or set(after) <= _SMALL:
        return None
    for sentence in (s for s in grounds.sentences if not set(map(stem, parts)) & stems_of(s, "en")):
        for own in name_mentions(sentence, "en"):
            if own.text not in text and _two_after(sentence, own.end) == after:
                return _swapped(mention, [own.text])
    return None


def _two_after(text: str, at: int) -> list[str]:
    return [stem(w) for w in _TOKEN.findall(text[at : at + 40])][:2]


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
    if _may_be_meant(grounds) and not _is_place_like(mention.text, dropped):
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


def _may_be_meant(grounds: Grounds) -> bool:
    """True when a pronoun of the evidence stands before any name of its sentence, so that it may mean somebody else."""
    for sentence in grounds.sentences:
        pronoun = _PERSONAL.search(sentence)
        first = min((m.start for m in name_mentions(sentence, "en")), default=len(sentence))
        if pronoun and pronoun.start() < first:
            return True
    return False


def _is_place_like(name: str, dropped: list[str]) -> bool:
    """True when an untitled single name replaces another of its kind."""
    titled = name.split()[0].lower().rstrip(".") in word_set("titles", "en")
    return not titled and len(name.split()) == 1 and any(len(d.split()) == 1 for d in dropped)
