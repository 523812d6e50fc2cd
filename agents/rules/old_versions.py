"""A Chinese rule that a sentence calls an older version must be one: the sources hold a newer."""

from __future__ import annotations

import re

from deepnews.agents.rules.grounds import Grounds
from deepnews.retrieval.versions import OLD_VERSION, rule_title
from deepnews.schemas.verification import Finding
from deepnews.text import outside_quotes

_CALLED_OLD = re.compile(f"{OLD_VERSION}《(?P<title>[^《》]+)》")


def version_findings(text: str, grounds: Grounds) -> list[Finding]:
    """A finding for each rule called an older version of which the sources hold no newer one."""
    called = (m for m in _CALLED_OLD.finditer(outside_quotes(text)))
    return [
        Finding(
            code="version.new",
            verdict="not_enough_info",
            claim_text=m.group(),
            reason=f"The sources hold no newer version of {m['title']}.",
        )
        for m in called
        if rule_title(m["title"]) not in grounds.old_titles
    ]
