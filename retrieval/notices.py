"""Paragraphs of a publication about itself: promotion, credits, editors' lines, disclaimers, boilerplate."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_MOST_CHARS: Final = 400
_LEAST_OUTLOOK: Final = 2
_ENGLISH: Final = (
    r"^\W*(?:sign up (?:for|to)|subscribe (?:to|now)|follow (?:us|@\w+|\w+ \w+) on|like us on|click here|"
    r"read (?:more|also|next)\b.{0,4}[:>»]|watch(?: more)?:|download (?:the|our) .{0,30}app\b|"
    r"get (?:the|our) .{0,40}(?:app|newsletter)|"
    r"(?:photo|image|illustration|picture|cover|video)s?(?: credit)?s?(?: by\b|:)|(?:image|photo) courtesy|"
    r"this (?:story|article|post|piece) (?:first |originally )?(?:appeared|was (?:first|originally) published)|"
    r"corrects \w+|correction\b.{0,40}:|editor['’]?s['’]? note|have a (?:tip|story)|"
    r"if you have a question or comment|"
    r"for (?:more |further )?(?:media|press|investor) (?:inquir|enquir|information))",
    r"\b(?:contributed to this (?:report|story|article)|contributed reporting|"
    r"may not be (?:published|reproduced|broadcast)|"
    r"(?:views|opinions) expressed (?:here|in this|are (?:those|the author)))\b",
)
"""Promotion, credits and editors' lines."""
_FILING: Final = (
    r"^\W*(?:indicate by check ?mark|securities registered pursuant to|documents incorporated by reference|"
    r"pursuant to the requirements of (?:section|the securities)|based on my knowledge, (?:this|the) |"
    r"i have reviewed this (?:annual|quarterly) report|the registrant['’]s other certifying)",
    r"\bby non-?affiliates of the registrant\b",
)
"""Cover, signature and certification pages of a company's report to an authority."""
_CHINESE: Final = (
    r"^\W*(?:原(?:标题|题为?)\W|(?:责任编辑|责编|实习编辑|编审|校对|图片来源|图源|题图|关键词|标签)\W|"
    r"(?:编辑|作者|来源|记者|文)[:：/／丨|｜][^。！？]{1,20}$|目前没有跟|请自觉遵守互联网|返回.{0,8}首页|"
    r"(?:免责)?声明[:：].{0,120}(?:仅供参考|不构成|不代表|版权|力求)|"
    r"(?:时间[:：])?\d{4}[-年./]\d{1,2}[-月./]\d{1,2}日?\s*(?:\d{1,2}:\d{2}(?::\d{2})?)?"
    r"\s*(?:(?:来源|作者|编辑|记者)[:：][^。]{0,30})*$)",
    r"^[-•*·] [^。]{5,90}\d{4}-\d{2}-\d{2} \d{2}:\d{2}|评论\s?\d+\s?赞\s?\d+$",
    r"(?:扫描|扫码|扫一扫|长按).{0,20}(?:二维码|关注|下载|识别)|二维码关注|关注.{0,15}(?:公众号|官方微[信博]|微信号)",
    r"(?:下载|安装|打开).{0,12}(?:客户端|APP).{0,40}(?:查看|接收|获取|下载|阅读)",
    r"更多(?:精彩|猛料|资讯|内容).{0,30}(?:关注|扫描|点击|下载)",
    r"未经.{0,12}(?:不得|禁止|严禁|请勿).{0,6}(?:转载|摘编)|转载.{0,8}(?:请|须|需)?注明",
    r"违法(?:和|及)?不良信息举报(?:电话|邮箱|热线|[:：])|举报(?:邮箱|电话)[:：]",
    r"(?:网友|跟[帖贴]|评论|本?文).{0,6}(?:仅供|仅代表).{0,12}(?:看法|观点|立场)|不代表本[站网刊]|不构成.{0,8}投资建议|"
    r"第一时间免费试[玩用]",
)
_NOTICE: Final = re.compile("|".join((*_ENGLISH, *_FILING, *_CHINESE)), re.I)
_OUTLOOK: Final = re.compile(
    r"forward[- ]looking statements?|safe harbou?r|private securities litigation reform act|"
    r"(?:undertakes?|assumes?|disclaims?) (?:no|any) (?:obligation|duty|intention)|"
    r"actual results (?:\w+ ){0,3}(?:to )?differ|"
    r"前瞻性(?:陈述|声明|表述)|实际结果.{0,20}(?:不同|差异)|(?:不承担|没有义务|无义务).{0,20}更新",
    re.I,
)
"""What a warning that outlooks may fail says; one alone may be part of a report."""
_HEADING: Final = re.compile(
    r"^\W*(?:about (?!the (?:study|survey|data)\b)(?:the )?(?-i:[A-Z])\S*(?: \S+){0,5}|"
    r"(?:cautionary .{0,60}|(?:note|statement)s? (?:on|regarding) )?forward[- ]looking (?:statements?|information)|"
    r"safe harbou?r(?: statement)?|contact(?: information|s| us)?|signatures?|certifications?|"
    r"(?:media|press|investor|investor relations|public relations) (?:contacts?|inquiries|enquiries|relations).{0,40}|"
    r"关于(?:我们|[^，。]{2,16}(?:公司|集团|科技|股份))|前瞻性(?:陈述|声明)|(?:媒体|投资者)?(?:联系方式|联系人|联络))\W*$",
    re.I,
)


def is_notice(paragraph: str) -> bool:
    """True for a short paragraph of a publication about itself, and for a warning that outlooks may fail."""
    if len({m.lower() for m in _OUTLOOK.findall(paragraph)}) >= _LEAST_OUTLOOK:
        return True
    return len(paragraph) <= _MOST_CHARS and bool(_NOTICE.search(paragraph))


def boilerplate_flags(paragraphs: Sequence[str], labels: Sequence[bool]) -> tuple[bool, ...]:
    """For each paragraph whether it stands under a heading of corporate boilerplate, up to the next heading; at the
    end of a text alone, for elsewhere such words may head its matter."""
    flags: list[bool] = []
    is_boilerplate = False
    for position, (paragraph, is_label) in enumerate(zip(paragraphs, labels, strict=True)):
        if len(paragraph) <= 100 and _HEADING.match(paragraph):
            is_boilerplate = 2 * position >= len(paragraphs)
        elif is_label and len(paragraph.split()) > 1 and not is_boilerplate:
            is_boilerplate = False
        flags.append(is_boilerplate)
    return tuple(flags)
