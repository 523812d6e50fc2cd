"""Where a sentence or a quotation can be cut in two without its second half losing what it hangs on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deepnews.agents.decompose import statements
from deepnews.agents.provisions import is_graded
from deepnews.agents.rules.lexicon import pattern
from deepnews.quote_marks import with_capital
from deepnews.schemas.base import Language
from deepnews.text import n_units, outside_quotes

_CUT = {
    "en": re.compile(r"; (?:and |but )?|, (?P<join>and|but) (?=(?:(?:the|a|an|it|they|he|she|its|their) |[A-Z£$€\d]))"),
    "zh": re.compile(r"；(?:而|但)?"),
}
_QUOTED_CUT = {
    "en": re.compile(
        r"(?P<semicolon>;) |, (?P<join>and|but) (?!that\b|to\b|who\b|which\b|whether\b|not\b)|"
        r"(?P<splice>,) (?=(?:we|I|they|he|she) (?:\w+ed|went|had|was|were|did|made|took|got|saw|gave|knew) )"
    ),
    "zh": re.compile(r"(?P<semicolon>[；。])"),
}
_SINCE = "(?<!has )(?<!have )(?<!had )since"
_HANGS = {
    "en": re.compile(
        rf"\b(?:if|unless|whether|before|after|until|when|while|although|though|because|{_SINCE}|that|either|neither|both|"
        r"not|no|never|nor|without|would|could|should|must|(?-i:may)|might|between|only)\b|n[’']t\b",
        re.I,
    ),
    "zh": re.compile(
        r"如|若|除非|只要|只有|不|未|没|无|应|须|可|要求|建议|主张|提出|认为|决定|同意|约定|承诺|拟|将|前|后|时|因|由于|虽|尽管|即使"
    ),
}
"""What may reach over the cut: after it the second half would claim something else."""
_SCOPE_ENDS = re.compile(
    rf"\b(?:if|unless|whether|before|after|until|when|while|although|though|because|{_SINCE}|that|either|neither|both|"
    r"between|only)\b",
    re.I,
)
"""The same for a clause after "but" with a subject of its own: "not" and "may" do not reach it."""
_SUBJECT = r"(?:the|a|an|it|they|he|she|we|I|there|our|my|its|their|his|her|this|these)\b"
_CONDITION = rf"(?:if|when|as) {_SUBJECT}[^,;]{{3,80}}, (?={_SUBJECT})"
_BE = r"(?:is|are|was|were|has|have|had|will|did|do|does|can|remains?|shows?|needs?)\b"
_OWN_SUBJECT = re.compile(
    rf"(?:now )?{_SUBJECT}|[A-Z£$€\d]|{_CONDITION}|that (?:is|was)\b|(?!{_BE}|\w+ly\b)[\w’'-]+ (?:[\w’'-]+ )?{_BE}"
)
"""How a quoted clause begins whose subject is its own."""
_DID_SO = re.compile(r"(?:many|most|some|several|few|others) did so\b")
"""A clause that says again of some what the one before says, whoever states it."""
_RELATIVE_THAT = re.compile(r"\bthat (?=(?:is|are|was|were|has|have|had|will|can|could|may|must|should)\b)")
"""The subject of a clause about a noun, which ends before the cut."""
_VIEW = re.compile(
    r"\b(?!expectations?\b)(?:think|believe|expect|hope|suppose|guess|say|said|know|feel|suspect|fear|argue|claim|doubt|assume|imagine|"
    r"suggest|understand|wish|mean|assure|told|seems?|appears?)\w*\b",
    re.I,
)
"""After these "that" may be left out: what follows may still be what is thought or said."""
_LEADS_OVER = re.compile(
    rf"\b(?:{pattern('reporting_verbs', 'en').pattern}|follows|following|this|these|is|are|was|were|be)$", re.I
)
"""The last word before a colon where what stands after it belongs to the clause."""
_PLAIN_VERB = re.compile(
    r"(?:\b(?:we|they|I|you|[\w’'-]{3,}s) |—)(?:show|need|remain|continue|point|refer|see|know|take|want|help|play|lie|"
    r"stand|give|keep|run|pay|put|set|grow|depend|work|face|mean)\b"
)
"""A verb in the present tense after a pronoun or a plural."""
_APPENDED = re.compile(
    r", (?=(?:none|most|some|all|many|few|half|one) of (?:which|whom)\b|(?:up|down) from\b|"
    r"after an? [\w-]+ of [£$€]?\d)"
)
"""Before what is only added to a full statement and can follow it as a fragment."""
_COMPARED = re.compile(r", (?=compared (?:to|with) (?:[\w-]+ ){0,3}[£$€]?\d)")
"""Before the figure to which one that was quoted is held."""
_COMPARED_ZH = re.compile(
    r"，(?=(?:低于|高于|少于|多于|不到|超过|约为|约占|占|相当于)[^，；。：]{0,12}(?:\d|分之|倍|一半|成)[^，；。：]{0,14}$)"
)
_COMPARES_UNDER = re.compile(
    r"\b(?:if|unless|whether|before|after|until|when|while|although|though|because|since|not|no|never|nor|without|"
    r"would|could|should|must|(?-i:may)|might|will|shall|can|expect\w*|forecast\w*|plan\w*|estimat\w*)\b|n[’']t\b",
    re.I,
)
"""What may hold for the figure compared as well: a condition, a denial, a plan."""
_CONDITION_ZH = re.compile("如果|若|除非|只要|只有|的，|应当|须|可以|不得|拟|将")
"""What may hold for the figure compared as well."""
_MOST_APPENDED_UNITS = 14
_ADVERBIAL_ZH = re.compile(r"(?:^|，)(?:在|截至|自|从|与|对|按|根据|除|于|当|经|其中|[\d年月日至到、]+$)[^，]*$")
"""A last clause that only places or dates what comes after it."""
_RELATIVE = re.compile(
    r"(?:[\w’'-]+ ){1,4}(?:that|which|who|whose)\b|"
    r"(?:the|an?|its|their|our) (?:\w+ )?(?:ability|right|power|duty|decision|plan|need|attempt|effort|failure|"
    r"willingness|option|chance|opportunity|way|aim|proposal|refusal|obligation|capacity) to\b"
)
"""A noun with a clause about it: a part of a list, not a statement."""
_INFINITIVE = re.compile(r"\bto (?:be|have|do)\b")
"""No verb of a clause of its own."""
_ABOUT_A_NOUN = re.compile(r"\b(?:that|which|who|whose)\b[^,]*(?:,|$)")
_LEAST_UNITS = {"en": 3, "zh": 5}
_QUOTE = re.compile("“([^“”]+)”")


def split_body(body: str, language: Language) -> Iterator[tuple[str, str]]:
    """The words a writer tells cut at a clause boundary outside quotation marks, each half a statement of its own."""
    own = outside_quotes(body)
    for cut in _CUT[language].finditer(own):
        head, rest = body[: cut.start()], body[cut.end() :]
        hangs = _SCOPE_ENDS if cut.groupdict().get("join") == "but" else _HANGS[language]
        if hangs.search(own[: cut.start()]) or not _is_clause(rest, language):
            continue
        if all(n_units(part, language) >= _LEAST_UNITS[language] for part in (head, rest)):
            yield head + ("。" if language == "zh" else "."), rest


def _is_clause(text: str, language: Language) -> bool:
    """True when the text could be a sentence: cut off after a full clause, it is one statement with a verb."""
    if language == "en" and _RELATIVE.match(text):
        return False
    text = _INFINITIVE.sub("to it", re.sub(rf"^{_CONDITION}", "", text)) if language == "en" else text
    probe = f"一方已经说明情况；{text}" if language == "zh" else f"The first side was heard on this; {text}"
    return len(statements(probe, language)) > 1


def split_fragment(body: str, language: Language) -> Iterator[tuple[str, str]]:
    """What is only added to a statement cut off it: in English after words of the writer's own ("none of which ..."),
    in Chinese a figure compared, quoted or not (低于合同约定的98%)."""
    if language == "zh":
        yield from _compared_apart(body)
        return
    yield from _held_against(body)
    own = outside_quotes(body)
    for cut in _APPENDED.finditer(own):
        head, rest = body[: cut.start()], body[cut.end() :]
        is_full = n_units(head, language) >= 2 * _LEAST_UNITS[language]
        if is_full and n_units(rest, language) <= _MOST_APPENDED_UNITS and "“" not in rest:
            yield f"{head}.", f"{rest[0].upper()}{rest[1:]}"


def _held_against(body: str) -> Iterator[tuple[str, str]]:
    """An English quotation of a figure, then the one it is compared with as a fragment: “[C]ompared to about 1%.”"""
    words = re.fullmatch(r"“([^“”]+?)\.?”\.?", body)
    cut = _COMPARED.search(words[1]) if words else None
    if words is None or cut is None or _COMPARES_UNDER.search(words[1][: cut.start()]):
        return
    head, rest = words[1][: cut.start()], words[1][cut.end() :]
    if re.search(r"\d", head) and n_units(rest, "en") <= _MOST_APPENDED_UNITS and not re.search("[,;:—]", rest):
        yield f"“{head}.”", f"“{with_capital(rest)}.”"


def _compared_apart(body: str) -> Iterator[tuple[str, str]]:
    found = re.fullmatch(r"(?P<told>[^“”]*)(?P<open>“?)(?P<words>[^“”]+?)。?(?P<close>”?)。?", body)
    cut = _COMPARED_ZH.search(found["words"]) if found and len(found["open"]) == len(found["close"]) else None
    if found is None or cut is None or _CONDITION_ZH.search(found["told"] + found["words"]):
        return
    head, rest = found["words"][: cut.start()], found["words"][cut.end() :]
    if n_units(head, "zh") >= 2 * _LEAST_UNITS["zh"]:
        opened, closed = found["open"], found["close"]
        yield f"{found['told']}{opened}{head}。{closed}", f"{opened}{rest}。{closed}"


def split_quotation(body: str, language: Language) -> Iterator[tuple[str, str]]:
    """A sentence that ends with a quotation cut inside it, each part in marks of its own; no Chinese rule in grades."""
    found = list(_QUOTE.finditer(body))
    if len(found) != 1 or body[found[0].end() :].strip(".。"):
        return
    told, words = body[: found[0].start()], found[0].group(1)
    if language == "zh" and is_graded(words):
        return
    for cut in _QUOTED_CUT[language].finditer(words):
        head, rest = words[: cut.start()], words[cut.end() :]
        if _HANGS[language].search(told) or _reaches_over(head, rest, cut, language) or ", that " in rest:
            continue  # a clause behind a parenthesis may hang on the first half
        if any(n_units(part, language) < _LEAST_UNITS[language] for part in (head, rest)) or "(" in words:
            continue
        if _ADVERBIAL_ZH.search(head) if language == "zh" else not (_is_clause(rest, "en") and _says_something(head)):
            continue
        yield _marked(told, head, rest, cut, language)


def split_introduced(body: str, language: Language) -> Iterator[tuple[str, str]]:
    """An English statement before a colon, then the quotation that bears it out: "The report was blunt. “...”"."""
    found = re.fullmatch(r"(?P<told>[^“”:]+): (?P<quote>“[^“”]+”)\.?", body) if language == "en" else None
    if (
        found
        and _is_clause(found["told"], "en")
        and not (_VIEW.search(found["told"]) or _LEADS_OVER.search(found["told"]))
    ):
        yield f"{found['told']}.", found["quote"]


def _says_something(head: str) -> bool:
    """True for English words with a verb: what stands before the last "and" of a list has none."""
    plain = f"{_ABOUT_A_NOUN.sub(' ', head)} on that account"
    return _is_clause(plain, "en") or _is_clause(f"It {plain}", "en") or _PLAIN_VERB.search(head) is not None


def _reaches_over(head: str, rest: str, cut: re.Match[str], language: Language) -> bool:
    """True when words of the first half may hold for the second as well ("not", "if"); in English "not", "may" and the
    like hold for a clause with a subject of its own only within a view."""
    joins = language == "en" and cut["semicolon"] is None
    if language == "en" and cut["splice"] and not re.match(_SUBJECT, head, re.I):
        return True
    if joins and _DID_SO.match(rest):
        return re.search(r"\b(?:if|unless|whether|would|could|might)\b", head) is not None
    if joins and _OWN_SUBJECT.match(rest) and not _VIEW.search(head):
        plain = _RELATIVE_THAT.sub("", re.sub(r"\bwhether to\b", "", head))
        return _SCOPE_ENDS.search(plain) is not None
    if joins and _VIEW.search(head) and not rest.startswith("that "):
        return True
    return _HANGS[language].search(head) is not None


def _marked(told: str, head: str, rest: str, cut: re.Match[str], language: Language) -> tuple[str, str]:
    """Both parts in quotation marks; the speaker's own "and" or "but" opens the second."""
    stop = "。" if language == "zh" else "."
    rest = rest.rstrip(".。")
    if language == "en":
        joined = cut["join"]
        rest = with_capital(f"{joined} {rest}" if joined else rest)
    return f"{told}“{head}{stop}”", f"“{rest}{stop}”"
