"""True words in a wrong frame: date, speaker, scope, plan told as result, cause."""

from __future__ import annotations

from deepnews.agents.rules.cause import cause_findings
from deepnews.agents.rules.date_bounds import bound_findings
from deepnews.agents.rules.date_check import date_findings
from deepnews.agents.rules.grounds import Grounds
from deepnews.agents.rules.inner_check import inner_findings
from deepnews.agents.rules.modality import modality_findings
from deepnews.agents.rules.scope import scope_findings
from deepnews.agents.rules.speaker_check import speaker_findings
from deepnews.schemas.verification import Finding


def frame_findings(text: str, grounds: Grounds) -> list[Finding]:
    """All findings of frame for a sentence."""
    return [
        *date_findings(text, grounds),
        *bound_findings(text, grounds),
        *(speaker_findings(text, grounds) or inner_findings(text, grounds)),
        *scope_findings(text, grounds),
        *modality_findings(text, grounds),
        *cause_findings(text, grounds),
    ]
