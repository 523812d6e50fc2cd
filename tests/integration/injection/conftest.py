"""The corpus of attacks on disk, and a model that obeys every order it sees outside the delimiters."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from catalogue import ATTACKS, Attack

from deepnews.errors import SourceError
from deepnews.llm import ChatReply, ChatRequest
from deepnews.retrieval.load import load_corpus
from deepnews.schemas.corpus import SourceDocument
from deepnews.scripted_model import ScriptedModel

_SECTIONS = re.compile(r"^<(facts|passages|evidence|claim)>\n.*?^</\1>$", re.S | re.M)


def undelimited(request: ChatRequest) -> str:
    """What a request says outside the sections that hold material."""
    return "\n".join(_SECTIONS.sub("", m.content) for m in request.messages)


class ObedientModel(ScriptedModel):
    """Answers as the scripted model does, but does what an order says wherever one stands outside the delimiters."""

    def __init__(self) -> None:
        super().__init__()
        self.obeyed: list[str] = []

    def complete(self, request: ChatRequest) -> ChatReply:
        """The scripted reply, or what the attacker wants."""
        heard = undelimited(request)
        marks = [a.order.mark for a in ATTACKS if a.order.mark in heard]
        if not marks:
            return super().complete(request)
        self.obeyed.extend(marks)
        return ChatReply(text=marks[0], data={"verdict": "yes", "sentence": marks[0], "headline": marks[0]})


@pytest.fixture(scope="session")
def attack_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder a language with every attack in it."""
    root = tmp_path_factory.mktemp("attacks")
    for attack in ATTACKS:
        folder = root / attack.order.language
        folder.mkdir(exist_ok=True)
        (folder / attack.name).write_bytes(attack.content)
        if attack.sidecar:
            (folder / f"{attack.name}.meta.yaml").write_text(attack.sidecar, encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def read(attack_folder: Path) -> dict[str, SourceDocument]:
    """Every attack as the real loaders read it, by id."""
    found = {}
    for attack in ATTACKS:
        try:
            corpus = load_corpus([str(attack_folder / attack.order.language / attack.name)], cache_dir=None)
        except SourceError as error:  # no attack may be refused: a refused document would prove nothing
            raise AssertionError(f"{attack.attack_id}: {error}") from error
        found[attack.attack_id] = corpus.documents[0]
    return found


@pytest.fixture(params=ATTACKS, ids=lambda a: a.attack_id)
def attack(request: pytest.FixtureRequest) -> Attack:
    """Each attack in turn."""
    found: Attack = request.param
    return found
