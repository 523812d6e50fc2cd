"""Claims that a window supports, made from its sentences by rule."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from deepnews.agents.frames import date_text
from deepnews.agents.rules.names import name_mentions
from deepnews.agents.rules.numerals import NUMBER_WORDS
from deepnews.agents.speakers import is_transcript
from deepnews.eval.training.phrases import replaced_phrase, word_pairs
from deepnews.eval.training.windows import Window
from deepnews.text import is_stop_word

Maker = Callable[[str, Window, random.Random], "str | None"]
"""Claim from a sentence of a window; None where the rule does not apply."""

_FIRST_PERSON = re.compile(r"\b(?:I|we|us|our|my|me|you|your)\b|\b(?:I|we|you)['’]", re.I)
_VERB = r"(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|did|does|do)"
_NO_VERB = rf"(?:(?!\b{_VERB}\b)[^;:“”])"
_PARENTHESIS = re.compile(r"\s*\([^()]{2,120}\)")
_RELATIVE = re.compile(rf",\s(?:which|who|where|whose)\s[^,;:“”]{{8,140}},(?=\s(?:{_VERB}|[a-z]+ed)\b)")
_RELATIVE_END = re.compile(r",\s(?:which|who|where|whose)\s[^,;:“”]{8,140}(?=\.$)")
_APPOSITION = re.compile(rf"(?<=[a-z]),\s(?:an?|the)\s[a-z][^,;:“”]{{6,80}},(?=\s(?:{_VERB}|said)\b)")
_EXAMPLES = re.compile(rf",\s(?:such as|including)\s{_NO_VERB}{{8,140}}(?=\.$)")
_CONCESSION = re.compile(r"^(?:Although|Though|Even though|While)\s[^,;:“”]{12,140},\s(?=[a-z])")
_AS_WELL_END = re.compile(rf",?\s(?:as well as|in addition to)\s{_NO_VERB}{{8,100}}(?=\.$)")
_OPENING = re.compile(
    r"^(?:However|Moreover|Indeed|Of course|In addition|Finally|Therefore|Thus|In fact|As a result|Nevertheless|"
    r"In particular|Furthermore|Meanwhile|Still|And|But|So|Similarly|For example|For instance|In other words),?\s(?=\w)"
)
_CUTS = (_PARENTHESIS, _RELATIVE, _RELATIVE_END, _APPOSITION, _EXAMPLES, _CONCESSION, _AS_WELL_END)
_MIN_WORDS = 6
_FRAGMENT_WORDS = (4, 12)
_DIGIT_WORDS = {str(n): w for w, n in NUMBER_WORDS.items() if 2 <= n <= 12}


def verbatim(sentence: str, window: Window, rng: random.Random) -> str | None:
    """The sentence as it stands."""
    return sentence


def compressed(sentence: str, window: Window, rng: random.Random) -> str | None:
    """The sentence without its opening and one or two parts that can be left out (parenthesis, relative clause ...)."""
    cuts = list(_CUTS)
    rng.shuffle(cuts)
    claim, n_cut = capitalised(_OPENING.sub("", sentence)), 0
    for cut in cuts:
        shorter = cut.sub("", claim, count=1)
        if n_cut < 2 and shorter != claim and len(shorter.split()) >= _MIN_WORDS:
            claim, n_cut = capitalised(shorter), n_cut + 1
    return claim if n_cut and claim.count("“") == claim.count("”") else None


def reworded(sentence: str, window: Window, rng: random.Random) -> str | None:
    """The sentence with one to three words replaced by others of the same meaning."""
    claim, n_changed = sentence, 0
    for _ in range(rng.randint(1, 3)):
        changed = replaced_phrase(claim, word_pairs("equivalent"), rng, guard="equivalent")
        claim, n_changed = (changed, n_changed + 1) if changed else (claim, n_changed)
    renumbered = _other_numerals(claim) if n_changed < 3 else claim
    return renumbered if renumbered != sentence else None


def _other_numerals(claim: str) -> str:
    """The claim with its first small number in words turned to digits, or the other way round."""
    for digits, word in _DIGIT_WORDS.items():
        for old, new in (
            (rf"(?<![\w.,$£€-]){digits}(?![\w.,%:/-])(?=\s[a-z]+s\b)", word),
            (rf"\b{word}(?=\s[a-z]+s\b)", digits),
        ):
            changed = re.sub(old, new, claim, count=1)
            if changed != claim:
                return changed
    return claim


def joined(sentence: str, window: Window, rng: random.Random) -> str | None:
    """The sentence and the one after it in one."""
    sentences = window.claimable
    place = sentences.index(sentence) if sentence in sentences else len(sentences)
    following = sentences[place + 1] if place + 1 < len(sentences) else ""
    if not following or len(sentence.split()) + len(following.split()) > 50 or "“" in sentence + following:
        return None
    mark = rng.choice((", and ", "; ", ", while "))
    return f"{sentence[:-1]}{mark}{lowered(_OPENING.sub('', following))}"


def attributed(sentence: str, window: Window, rng: random.Random) -> str | None:
    """The sentence as said by its speaker, or according to its document, as the head line names them."""
    return attribution(sentence, speaker_of(window), window.source.document.title, window, rng)


def attribution(sentence: str, speaker: str, title: str, window: Window, rng: random.Random) -> str | None:
    """The sentence with a lead-in that names `speaker` or `title`; None for one that cannot be reported so."""
    document = window.source.document
    body = _OPENING.sub("", sentence)
    day = date_text(document.date, "en") if document.date else ""
    if _FIRST_PERSON.search(sentence) or "“" in sentence:
        return f"{speaker} said: “{sentence}”" if speaker and "“" not in sentence else None
    if speaker and rng.random() < 0.7:
        lead = rng.choice((f"On {day}, {speaker} said that ", f"{speaker} said that ", f"According to {speaker}, "))
        return lead.removeprefix("On , ") + lowered(body) if day or not lead.startswith("On ") else None
    by_publisher = title == document.title and not is_transcript(document) and rng.random() < 0.25
    publisher = document.publisher if by_publisher else ""
    return f"According to {(publisher and 'the ' + publisher.removeprefix('the ')) or _cited(title)}, {lowered(body)}"


def _cited(title: str) -> str:
    return lowered(title) if title.lower().startswith("the ") else f"the {lowered(title)}"


def speaker_of(window: Window) -> str:
    """Who says all of the window; empty where the document has many voices or names none."""
    document = window.source.document
    return "" if is_transcript(document) or document.author not in window.source.head else document.author


def part_quoted(sentence: str, window: Window, rng: random.Random) -> str | None:
    """The sentence with a run of its words set in quotation marks."""
    words = sentence.rstrip(".").split()
    n_words = rng.randint(*_FRAGMENT_WORDS)
    if len(words) < n_words + 4 or re.search('[“”"‘]', sentence):
        return None
    first = rng.randint(2, len(words) - n_words)
    while n_words > 3 and is_stop_word(words[first + n_words - 1].lower()):
        n_words -= 1
    words[first] = f"“{words[first]}"
    last = words[first + n_words - 1]
    words[first + n_words - 1] = f"{last[:-1]},”" if last.endswith(",") else f"{last}”"
    return f"{' '.join(words)}."


def lowered(sentence: str) -> str:
    """The sentence to stand inside another: its first letter small unless it opens a name, an acronym or is "I"."""
    first = sentence.split()[0] if sentence else ""
    opens_name = any(m.start == 0 for m in name_mentions(sentence, "en"))
    ordinary = is_stop_word(re.split("['’]", first)[0].lower())
    keeps = re.match("I(?![a-z])", first) or first[1:2].isupper() or (opens_name and not ordinary)
    return sentence if keeps else f"{sentence[:1].lower()}{sentence[1:]}"


def capitalised(sentence: str) -> str:
    """The sentence with a capital first letter."""
    return f"{sentence[:1].upper()}{sentence[1:]}"


POSITIVES: dict[str, Maker] = {
    "verbatim": verbatim,
    "compressed": compressed,
    "reworded": reworded,
    "joined": joined,
    "attributed": attributed,
    "part_quoted": part_quoted,
}
"""All makers of supported claims by kind."""
