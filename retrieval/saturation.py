"""The saturation gate: ten characters of evidence for each character of the article, and never under 30,000."""

from __future__ import annotations

from deepnews.errors import ScarcityError
from deepnews.schemas.assignment import OnScarcity
from deepnews.schemas.corpus import Corpus
from deepnews.schemas.evidence import SaturationAccount

RATIO = 10
"""Characters of evidence for one of the article."""
N_CHARS_WANTED = 30_000
"""Evidence above which truthfulness holds (the upper edge of the knowledge cliff)."""
N_CHARS_FLOOR = 15_000
"""Evidence under which it collapses."""
N_CHARS_SHORTEST = 600
"""No article is shorter."""
_N_LISTED = 30


def required_chars(n_chars_target: int) -> int:
    """Characters of evidence an article of `n_chars_target` asks for: max(10 x target, 30,000)."""
    return max(RATIO * n_chars_target, N_CHARS_WANTED)


def saturation_gate(
    n_chars_requested: int, n_chars_available: int, policy: OnScarcity, corpus: Corpus
) -> SaturationAccount:
    """The account to forage by, its target shortened where `policy` says so.

    `n_chars_available` must be the sum of the passage characters (`HybridIndex.n_chars`), not of the documents:
    passages leave furniture out, and foraging can only gather passages. Exact copies are not in the corpus.

    Raises ScarcityError when the policy refuses: `refuse` below what is required, `shorten` below 15,000 characters.
    """
    n_required = required_chars(n_chars_requested)
    if n_chars_available >= n_required:
        return _account(n_chars_requested, n_chars_requested, n_chars_available, policy, "")
    if policy == "allow":
        return _account(
            n_chars_requested, n_chars_requested, n_chars_available, policy, _allowed(n_required, n_chars_available)
        )
    n_target = min(n_chars_requested, n_chars_available // RATIO // 100 * 100)
    too_scarce = n_chars_available < N_CHARS_FLOOR or n_target < min(N_CHARS_SHORTEST, n_chars_requested)
    if policy == "refuse" or too_scarce:
        raise _refusal(n_chars_requested, n_chars_available, policy, corpus)
    notice = _shortened(n_chars_requested, n_target, n_chars_available)
    return _account(n_chars_requested, n_target, n_chars_available, policy, notice)


def budget_account(n_chars_budget: int, n_chars_available: int) -> SaturationAccount:
    """The account to forage `n_chars_budget` characters by, whatever article they are for."""
    n_article = n_chars_budget // RATIO
    account = _account(n_article, n_article, n_chars_available, "allow", "")
    return account.model_copy(update={"n_chars_required": n_chars_budget})


def _account(
    n_chars_requested: int, n_chars_target: int, n_chars_available: int, policy: OnScarcity, notice: str
) -> SaturationAccount:
    return SaturationAccount(
        n_chars_requested=n_chars_requested,
        n_chars_target=n_chars_target,
        n_chars_required=required_chars(n_chars_target),
        n_chars_available=n_chars_available,
        n_chars_evidence=0,
        policy=policy,
        notice=notice,
    )


def _allowed(n_required: int, n_available: int) -> str:
    return (
        f"The sources hold {n_available:,} characters, {n_required - n_available:,} fewer than the "
        f"{n_required:,} asked for; "
        "the article is written all the same, and its claims rest on less."
    )


def _shortened(n_requested: int, n_target: int, n_available: int) -> str:
    words = []
    if n_target < n_requested:
        words.append(
            f"The article is shortened from {n_requested:,} to {n_target:,} characters: the sources hold "
            f"{n_available:,}, and ten are needed for each one written."
        )
    if n_available < N_CHARS_WANTED:
        words.append(
            f"Ten to one holds, but the {n_available:,} characters of the sources do not reach the floor of "
            f"{N_CHARS_WANTED:,}; read the result with more care."
        )
    return " ".join(words)


def _refusal(n_requested: int, n_available: int, policy: OnScarcity, corpus: Corpus) -> ScarcityError:
    n_asked = required_chars(n_requested) if policy == "refuse" else N_CHARS_FLOOR
    lines = [f"  {d.path}: {d.n_chars:,} characters" for d in corpus.documents[:_N_LISTED]]
    n_more = len(corpus.documents) - len(lines)
    lines += [f"  and {n_more} more"] if n_more > 0 else []
    listing = "\n".join(lines) or "  (none)"
    message = (
        f"The sources are too scarce for an article of {n_requested:,} characters: they hold {n_available:,} "
        f"characters of usable text, and {max(0, n_asked - n_available):,} are missing to the {n_asked:,} needed.\n"
        f"What is there:\n{listing}\n"
    )
    return ScarcityError(message, hint=_cure(n_available, policy))


def _cure(n_available: int, policy: OnScarcity) -> str:
    if policy == "refuse" and n_available >= N_CHARS_FLOOR:
        return "Add sources, ask for a shorter article, or let it be shortened: --on-scarcity shorten"
    return "Add sources, or go on all the same: --on-scarcity allow"
