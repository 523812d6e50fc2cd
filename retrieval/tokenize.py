"""Search tokens of English and Chinese text: folded, stemmed, cut into words."""

from __future__ import annotations

import logging
import re
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

_RUN = re.compile(r"(?:[a-z]\.){2,}|[\u3400-\u9fff]+|\d+(?:[.,]\d+)*|[^\W\d_\u3400-\u9fff]+(?:['’][^\W\d_]+)?")
_HAN = re.compile(r"[\u3400-\u9fff]")


def _word_set(words: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(words.split())


_STOP_EN = _word_set(
    "a an and are as at be been but by did do does for from had has have he her his how i if in into is it its of on "
    "or our she so than that the their them then there these they this to was we were what when where which who "
    "whom why will with would you your not no can could may about s t"
)
_STOP_ZH = _word_set(
    "的 了 和 是 在 与 及 或 等 对 为 以 于 其 之 而 也 就 都 并 将 被 把 从 到 由 向 中 上 下 不 有 这 那 "
    "一个 什么 怎么 如何 哪些 为什么 以及 我们 他们 你们 可以 应当"
)


def search_tokens(text: str) -> list[str]:
    """Tokens of `text` for word search.

    Full-width forms are folded, Latin words lower-cased and stemmed, Chinese cut into overlapping words, numbers kept
    whole without thousands separators, and the commonest words left out.
    """
    return list(_tokens(unicodedata.normalize("NFKC", text).lower()))


def _tokens(folded: str) -> Iterator[str]:
    stem = _stemmer()
    for run in _RUN.findall(folded):
        if _HAN.match(run):
            yield from (word for word in _han_cutter()(run) if word not in _STOP_ZH)
        elif run[-1] == ".":
            yield run.replace(".", "")
        elif run[0].isdigit():
            yield run.replace(",", "")
        else:
            word = run.split("'")[0].split("’")[0]
            if word not in _STOP_EN:
                yield stem(word)


@lru_cache(maxsize=1)
def _stemmer() -> Callable[[str], str]:
    import Stemmer

    stem: Any = Stemmer.Stemmer("english").stemWord
    return lru_cache(maxsize=100_000)(stem)


@lru_cache(maxsize=1)
def _han_cutter() -> Callable[[str], Iterator[str]]:
    """Cutter with a dictionary held in memory only; jieba's own start-up writes to a shared temporary file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # old escapes and pkg_resources in the package
        import jieba
    jieba.setLogLevel(logging.ERROR)
    cutter: Any = jieba.Tokenizer()
    with cutter.get_dict_file() as dictionary:
        cutter.FREQ, cutter.total = cutter.gen_pfdict(dictionary)
    cutter.initialized = True
    search: Callable[[str], Iterator[str]] = cutter.cut_for_search
    return search
