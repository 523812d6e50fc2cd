"""Nouns that name nobody: "the company", "the minister", 该公司. Only what stands before them says who is meant.

In a source that is the sentence before; in an article it may be one on somebody else. A quotation without a frame that
holds such a noun is read of whoever was told of last.
"""

from __future__ import annotations

import re

from deepnews.schemas.base import Language

_ONE = (
    "company|firm|group|bank|lender|insurer|agency|ministry|department|authority(?! to)|regulator|supervisor|"
    "commission|committee|council|board|panel|tribunal|court|fund|trust|foundation|charity|association|union|party|coalition|"
    "institution|institute|bureau|office|organi[sz]ation|corporation|enterprise|partnership|subsidiary|parent|supplier|"
    "contractor|operator|manufacturer|producer|buyer|seller|owner|tenant|borrower|issuer|applicant|plaintiff|claimant|"
    "defendant|appellant|respondent|complainant|minister|secretary|president|chair(?:man|woman|person)?|governor|mayor|"
    "director|manager|chief executive|spokes(?:man|woman|person)|commissioner|inspector|auditor|judge|clerk|author|"
    "witness|speaker|scheme|programme|program|project|plan|deal|contract|agreement|tender|merger|takeover|venture|"
    "plant|factory|mill|works|mine|yard|ship|vessel|hospital|school|university|town|city|village|county|province|"
    "report|document|letter|memo|paper|study|survey|statement|proposal|bill|act|law|statute|measure|device"
)
_DEFINITE = {
    "en": re.compile(
        rf"\b[Tt]he (?:[a-z-]+ )?(?P<noun>{_ONE})(?:['’]s?)?\b"
        r"(?!['’]?-|\s+(?:of|for|at|in charge|that|which|who|whose|called|named|known)\b|,? [A-Z])"
    ),
    "zh": re.compile(
        r"(?:(?<=\d[年月日])|(?<![\u4e00-\u9fffA-Za-z》”（(])|(?<=[在对由向与和及或使让被将从给该本我贵于以经按据为但而，。：；“]))"
        r"(?P<noun>(?:母|子|分)?公司|企业|集团|银行|该?行(?=[的将已在于表拟称])|局(?=[的将已在于表拟称])|基金会?|协会|学会|委员会|理事会|"
        r"董事会|监事会|法院|法庭|工会|部门|机构|医院|学校|大学|工厂|厂方|船厂|部长|局长|行长|主席|市长|院长|校长|董事长|总经理|"
        r"经理|负责人|发言人|原告|被告(?!人)|申请人|被申请人|上诉人|项目|计划|方案|工程|报告|文件)(?![\u4e00-\u9fff]{0,4}[》”])"
    ),
}
"""A definite noun for one that the text before it has named; in Chinese one without a name in front of it."""


def names_nobody(text: str, language: Language, before: str = "") -> bool:
    """True where `text` holds a definite noun that names nobody, and `before` does not hold that noun either."""
    told = before.casefold()
    return any(m["noun"].casefold() not in told for m in _DEFINITE[language].finditer(text))
