"""What is refused before anything is computed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deepnews.agents.materials import refuse_other_language
from deepnews.errors import UsageError
from deepnews.schemas.corpus import Corpus, SourceDocument


def test_sources_all_in_another_language_are_refused(source: Callable[..., SourceDocument]) -> None:
    english, chinese = source("The ferry left."), source("渡轮离港了。", language="zh")
    with pytest.raises(UsageError, match="None of the sources is in Chinese"):
        refuse_other_language(Corpus(documents=(english,)), "zh")
    with pytest.raises(UsageError, match="None of the sources is in English"):
        refuse_other_language(Corpus(documents=(chinese, source("Der Kahn", language="other"))), "en")
    refuse_other_language(Corpus(documents=(english, chinese)), "zh")
