"""Acronyms as the sources define them."""

from __future__ import annotations

from deepnews.retrieval.acronyms import expanded, find_acronyms


def test_definitions_are_found_by_their_initials() -> None:
    found = find_acronyms(
        ["The Harbour Safety Board (HSB) met. The Office of Fair Trade (OFT) did not. It closed (NOW)."]
    )
    assert found == {"HSB": "Harbour Safety Board", "OFT": "Office of Fair Trade"}


def test_plural_and_lower_case_definitions() -> None:
    assert find_acronyms(["so-called floating storage units (FSUs) came"]) == {"FSU": "floating storage units"}


def test_spoken_definitions() -> None:
    found = find_acronyms(
        [
            "Offers came by the HDL, the High Dyke Lane, and went.",
            "The Dyke Audit Agency, or DAA, found two. Or OFT, Mary.",
        ]
    )
    assert found == {"HDL": "High Dyke Lane", "DAA": "Dyke Audit Agency"}


def test_chinese_short_names() -> None:
    assert find_acronyms(["海川市港口管理局（以下简称“港管局”）发布公告。"]) == {"港管局": "海川市港口管理局"}


def test_expansion_happens_once_and_only_for_whole_words() -> None:
    names = {"HSB": "Harbour Safety Board"}
    assert expanded("The HSB and the HSB.", names) == "The HSB (Harbour Safety Board) and the HSB."
    assert expanded("The Harbour Safety Board (HSB).", names) == "The Harbour Safety Board (HSB)."
    assert expanded("XHSBX", names) == "XHSBX"
    assert expanded("港管局已回应。", {"港管局": "海川市港口管理局"}) == "港管局 (海川市港口管理局)已回应。"
