"""When a page may be used: what is clicked, typed or dropped before it has come round is lost with its old widgets."""

from __future__ import annotations

from playwright.sync_api import Page, expect

_AT_REST = "[data-testid=stApp][data-test-script-state=notRunning]"
_REST_MS = 300
"""A page hears of a change a moment after the disk: so long it must stay at rest."""


def at_rest(page: Page) -> Page:
    """The page when it has come round."""
    for _ in range(2):
        expect(page.locator(_AT_REST)).to_be_visible()
        page.wait_for_timeout(_REST_MS)
    expect(page.locator(_AT_REST)).to_be_visible()
    return page
