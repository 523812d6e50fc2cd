"""How Chinese sentences begin that go on with what stands before: by a word that can go, or so that they lean on it."""

from __future__ import annotations

import re
from typing import Final

from deepnews.text import HAN

LINKS: Final = re.compile(
    r"^(?:但是?|然而|因此|所以|此外|另外|同时|而且|并且|例如|首先|其次|最后|不过|于是|"
    r"第[一二三四五六七八九十百零〇\d]+条(?:之[一二三])?[\s　]*)[，,：:]?|"
    r"^(?:要知道|也就是说|换句话说|换言之|总之|当然|事实上|实际上|值得一提的是|值得注意的是|需要指出的是|"
    r"更重要的是|具体来看|具体来说|具体而言|与此同时|另一方面|简单来说|总的来说)[，,：:]|"
    r"^而(?![且已后今立言])[，,]?"
)
"""Words that only lead on, and the number of an article: what stands after them says the same without."""
LEANS: Final = re.compile(
    r"^(?:这|那|该|其|此|同样[的，]|他|她|它|上述|前款|前述|以上|有下列|下列|是的|谢谢|请|违反前|情节|逾期|造成.{2,12}的，|构成.{2,12}的，|不具有|"
    r"拒不|曾因|对(?:个人|单位|其|直接负责)|并处|可以|处|”|.{0,40}规定的其他|"
    r"也(?![许门])|[由就对为除]此|相比之下|与之相[比反]|[即尽][便管]如此)"
)
"""Words that mean what was said before, or a subject, a case or a rule that only stands there."""
_GLUED: Final = re.compile(rf"(?<=[{HAN}！？”》]) +(?=[{HAN}“《【])")
"""A space between Chinese words: what stands before it is a heading, a caption or a button."""
_SET_APART: Final = re.compile(rf"[{HAN}] [A-Za-z\d]|[A-Za-z\d] [{HAN}]")
"""Latin words and figures set apart by spaces, as some write: other spaces may be the writer's as well."""
_BULLET: Final = re.compile(r"[-–—•·●◆■▲]\s*(?=[^\W\d_])")
_CHARS_A_SPACE: Final = 60
"""A text with more spaces than one in so many characters has them everywhere: a PDF that is badly read."""
_LEAST_AFTER: Final = 18
"""Characters of a sentence that may be left."""


def n_glued(text: str, start: int, end: int) -> int:
    """Characters of the Chinese sentence at `start` to `end` that are no part of it: the mark of a list, and a heading
    that stands before it without a stop."""
    bullet = _BULLET.match(text, start, end)
    n_before = bullet.end() - start if bullet else 0
    if len(_GLUED.findall(text)) * _CHARS_A_SPACE > len(text) + _CHARS_A_SPACE:
        return n_before
    spaces = [m for m in _GLUED.finditer(text, start, end) if end - m.end() >= _LEAST_AFTER]
    cuts = [m.end() - start for m in spaces if not _SET_APART.search(text, start, m.start())]
    return max([n_before, *cuts])


_LOOK_BACK = 300
_OWNED = re.compile("(?:据[^，。；]{2,20}|[^，。；]{2,20}(?:介绍|表示|称|说|认为|指出|透露|分析|预计))，[^。！？\n]*；")
"""A sentence that opens with whose word it is, up to a semicolon."""


def is_owned(text: str, start: int) -> bool:
    """True for the part of a sentence behind a semicolon where the sentence opens with whose word all of it is."""
    before = text[max(0, start - _LOOK_BACK) : start]
    opening = max(before.rfind(mark) for mark in "。！？\n") + 1
    return before.endswith("；") and _OWNED.fullmatch(before, opening) is not None
