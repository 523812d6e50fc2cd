"""Keys to a pack: the facts an article on its assignment needs, and the passages it must not be given."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import yaml
from pydantic import Field, ValidationError, field_validator

from deepnews.errors import UsageError
from deepnews.schemas.base import Record
from deepnews.schemas.corpus import Corpus, Passage

_LAYOUT: Final = "A key lists facts (and traps), each with id, what, file and pattern; see eval/keys."


class KeyItem(Record):
    """A fact or a trap: where it stands, and by which words it is known."""

    id: str = Field(min_length=1)
    what: str
    """What it is, in one's own words."""
    file: str
    """Name of the document, as in the folder of sources."""
    pattern: str
    """Regular expression over one passage, runs of white space read as one space."""

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"the pattern {pattern!r} is no regular expression ({error})") from error
        return pattern

    def is_in(self, text: str) -> bool:
        """True when `text`, of the right document, tells it."""
        return re.search(self.pattern, " ".join(text.split())) is not None


class Key(Record):
    """The facts and traps of one pack."""

    facts: tuple[KeyItem, ...] = Field(min_length=1)
    traps: tuple[KeyItem, ...] = ()


def read_key(path: Path) -> Key:
    """The key in the YAML file at `path`; raises UsageError when it cannot be read or is no key."""
    try:
        key = Key.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", hint="Check the path after --key.") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"{path} is not valid YAML.", hint=_LAYOUT) from error
    except ValidationError as error:
        detail = error.errors()[0]
        place = ".".join(map(str, detail["loc"])) or "the file"
        raise UsageError(f"{path} is no key: {place}: {detail['msg']}.", hint=_LAYOUT) from error
    ids = [item.id for item in (*key.facts, *key.traps)]
    twice = next((i for i in ids if ids.count(i) > 1), None)
    if twice is not None:
        raise UsageError(f"{path} has the id {twice!r} twice.", hint="Give each fact and each trap an id of its own.")
    return key


def check_files(key: Key, corpus: Corpus, path: Path) -> None:
    """Nothing; raises UsageError when the key at `path` names a document that the corpus does not hold."""
    paths = [*(d.path for d in corpus.documents), *(d.path for d in corpus.duplicates)]
    names = {Path(path).name for path in paths}
    for item in (*key.facts, *key.traps):
        if item.file not in names:
            raise UsageError(
                f"{path}: {item.id!r} is in {item.file}, which is not among the sources.",
                hint="Check --pack and --key.",
            )


def found_in(items: Iterable[KeyItem], passages: Iterable[Passage], corpus: Corpus) -> frozenset[str]:
    """Ids of the items that some passage tells."""
    texts: dict[str, list[str]] = {}
    for passage in passages:
        texts.setdefault(Path(corpus.by_id[passage.doc_id].path).name, []).append(passage.text)
    return frozenset(item.id for item in items if any(item.is_in(text) for text in texts.get(item.file, ())))
