"""Who does it and to whom it is done."""

from __future__ import annotations

from collections.abc import Callable

import pytest

CODES = Callable[..., set[str]]


@pytest.mark.parametrize(
    ("evidence", "claim"),
    [
        (
            "Ansgar Vane ordered the arrest, but when police came to his home they were driven back.",
            "Ansgar Vane was arrested.",
        ),
        ("Orvane has sued the harbour over the northern lock.", "Orvane was sued over the northern lock."),
        ("Vane attacked the pilots of the northern lock.", "Vane was attacked at the northern lock."),
    ],
)
def test_who_does_it_is_not_the_one_it_is_done_to(evidence: str, claim: str, codes: CODES) -> None:
    assert "role.turned" in codes(evidence, claim, "en")


@pytest.mark.parametrize(
    ("evidence", "claim"),
    [
        ("Police arrested Ansgar Vane at his home.", "Ansgar Vane was arrested."),
        ("Ansgar Vane was later arrested at his home.", "Ansgar Vane was arrested."),
        ("Vane ordered the search; after Vane's arrest nobody searched.", "Vane was arrested."),
        ("Ansgar Vane, arrested in spring, said nothing.", "Ansgar Vane was arrested in spring."),
        ("The arrest of Ansgar Vane was ordered in spring.", "Ansgar Vane was arrested in spring."),
        ("Vane attacked in spring and lost.", "Vane was attacked by nobody."),
        ("Ansgar Vane received the award of the harbour.", "Ansgar Vane was awarded by the harbour."),
    ],
)
def test_what_the_evidence_has_done_to_somebody_stands(evidence: str, claim: str, codes: CODES) -> None:
    assert "role.turned" not in codes(evidence, claim, "en")
