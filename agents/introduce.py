"""Documents and those who speak are named in full where an article first speaks of them ("Chair Powell").

Later the surname of a person is enough, and the kind of a document ("the report"), unless another of that kind and that
day is there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from deepnews.agents.candidates import Bench
from deepnews.agents.frames import short_name, speaker_of
from deepnews.agents.labels import label_of, noun_of
from deepnews.schemas.corpus import SourceDocument
from deepnews.schemas.draft import DraftBlock, Sentence, each_sentence
from deepnews.text import outside_quotes


def introduced(blocks: Sequence[DraftBlock], bench: Bench) -> tuple[DraftBlock, ...]:
    """The English blocks with the name of a document in the place of its kind, and of a person in that of the surname,
    where none before has it.

    Blocks are drafted side by side, and the sentence that was to name a document or a person may not have been written.
    """
    if bench.language != "en":
        return tuple(blocks)
    named: set[str] = set()
    return each_sentence(blocks, lambda sentence: _named(sentence, bench, named))


def _named(sentence: Sentence, bench: Bench, named: set[str]) -> Sentence:
    """The sentence, which names its document if none has; what is in `named` grows."""
    fact = bench.facts[sentence.fact_ids[0]]
    document = bench.documents[fact.doc_id]
    label = label_of(document, "en")
    speaker = speaker_of(fact, document)
    text = sentence.text
    if speaker:
        surname = short_name(speaker, [document])
        if surname == speaker and surname.casefold() in outside_quotes(text).casefold():  # a body has no shorter name
            named.add(surname)
        if surname != speaker or surname in named:
            return sentence.model_copy(update={"text": _with_full_name(text, speaker, surname, named)})
    if label in named and not _has_twin(document, bench):
        return sentence
    if label not in text:
        kind = re.escape(noun_of(document, "en"))
        text = re.sub(
            rf"\b([Tt]he) {kind}\b(?=,| of | noted| said| report| record)", lambda m: f"{m[1]} {label}", text, count=1
        )
    if label in text:
        named.add(label)
    return sentence.model_copy(update={"text": text})


def _with_full_name(text: str, speaker: str, surname: str, named: set[str]) -> str:
    """The text with the whole name of who speaks in it for the first time; the surname is then in `named`."""
    own = outside_quotes(text)
    found = re.search(rf"(?<![\w’'-]){re.escape(surname)}(?![\w’'-])", own)
    if surname == speaker or surname in named or found is None:
        return text
    named.add(surname)
    is_full = re.search(r"[A-Z][\w.’'-]*\s$", own[: found.start()]) is not None
    return text if is_full else text[: found.start()] + speaker + text[found.end() :]


def _has_twin(document: SourceDocument, bench: Bench) -> bool:
    """True when another unsigned document is of the same kind and date."""
    alike = (d for d in bench.documents.values() if d.doc_id != document.doc_id and not d.author)
    return any(d.date == document.date and noun_of(d, "en") == noun_of(document, "en") for d in alike)
