"""The article as JSON for newsrooms: the fields of IPTC's ninjs 3.1, and under ``deepnews`` what that has no field for.

Without the key ``deepnews`` the object is valid ninjs 3.1 (https://iptc.org/standards/ninjs/). Who made the text is
declared with IPTC's Digital Source Type: "Created using Generative AI" is the farthest-reaching term it has for text
that a model wrote, and no term for people's part in it; that stands in ``by`` and in the disclosure.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from deepnews.agents.footnotes import plain
from deepnews.agents.report_texts import disclosure
from deepnews.agents.run_folder import CLAIMS, DRAFT, RunFolder
from deepnews.app.export.article_html import article_body_html

if TYPE_CHECKING:
    from deepnews.agents.annex import Annex
    from deepnews.agents.footnotes import Note
    from deepnews.agents.publication import Publication

SCHEMA: Final = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"
SOURCE_TYPE: Final = {
    "name": "Created using Generative AI",
    "uri": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
}
_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_DNS, "deepnews")


def ninjs_json(folder: Path, publication: Publication, annex: Annex) -> str:
    """The object as JSON text, indented, in UTF-8 characters."""
    content = _about(folder, publication, annex) | _texts(publication, annex)
    content["infoSources"] = [_info_source(note) for note in annex.sources]
    content["deepnews"] = _own(publication, annex)
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _about(folder: Path, publication: Publication, annex: Annex) -> dict[str, Any]:
    record = publication.record
    headline = plain(publication.draft.headline.text)
    return {
        "uri": uuid.uuid5(_NAMESPACE, f"{folder.resolve().name}\n{record.corpus_sha256}").urn,
        "type": "text",
        "representationType": "full",
        "profile": "text-only",
        **_times(folder, annex),
        "pubStatus": "usable",
        "language": "zh-Hans" if publication.draft.language == "zh" else "en",
        "title": headline,
        "by": _by(publication, annex),
        "digitalSourceType": dict(SOURCE_TYPE),
        "standard": {"name": "ninjs", "version": "3.1", "schema": SCHEMA},
        "altIds": [{"role": "run", "value": folder.resolve().name}],
    }


def _by(publication: Publication, annex: Annex) -> str:
    people = ", ".join(dict.fromkeys(s.author for s in annex.signatures))
    made = f"DeepNews {publication.record.deepnews_version} with {publication.record.model}"
    return f"{made}; signed for by {people}" if people else made


def _times(folder: Path, annex: Annex) -> dict[str, str]:
    """When the run began, and when article, verdicts or signatures last changed."""
    events = RunFolder(folder).read_events()
    changed = [dt.datetime.fromtimestamp((folder / n).stat().st_mtime, dt.UTC) for n in (DRAFT, CLAIMS)]
    last = max(*changed, *(s.signed_at for s in annex.signatures))
    times = {"versionCreated": last.isoformat(timespec="seconds")}
    return {"firstCreated": str(events[0]["time"]), **times} if events else times


def _texts(publication: Publication, annex: Annex) -> dict[str, Any]:
    draft = publication.draft
    words = disclosure(publication.ledger, publication.record, draft.language, annex.signatures)
    descriptions = [{"role": "disclosure", "contentType": "text/plain", "value": plain(words)}]
    if draft.standfirst:
        standfirst = plain(draft.standfirst.text)
        descriptions.insert(0, {"role": "summary", "contentType": "text/plain", "value": standfirst})
    html = article_body_html(publication, annex)
    return {
        "headlines": [{"role": "main", "contentType": "text/plain", "value": plain(draft.headline.text)}],
        "descriptions": descriptions,
        "bodies": [
            {"role": "main", "contentType": "text/plain", "charCount": draft.n_chars, "value": draft.body},
            {"role": "richtext", "contentType": "text/html", "charCount": draft.n_chars, "value": html},
        ],
    }


def _info_source(note: Note) -> dict[str, str]:
    names = {"name": note.publisher or note.title, "role": "source", "literal": note.title}
    return {**names, "uri": note.link} if note.link else names


def _own(publication: Publication, annex: Annex) -> dict[str, Any]:
    """HFR with interval and counts, companions, claims with their evidence, signatures, and what made the article."""
    record = publication.record
    made = ("model", "embedding_model", "seed", "deepnews_version", "prompts_sha256", "corpus_sha256")
    return {
        "hfr": publication.ledger.hfr.model_dump(mode="json"),
        "companions": publication.ledger.companions.model_dump(mode="json"),
        "claims": [c.model_dump(mode="json", exclude_defaults=True) for c in publication.ledger.claims],
        "signatures": [s.model_dump(mode="json") for s in annex.signatures],
        "sources": [n.model_dump(mode="json", exclude_defaults=True, exclude={"quoted"}) for n in annex.sources],
        "made_by": record.model_dump(mode="json", include=set(made)),
    }
