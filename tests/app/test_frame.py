"""The frame: language, password, and the names of the pages."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from deepnews.app.desk.access import PASSWORD
from deepnews.app.views import frame
from deepnews.app.views.author import COOKIE, MAX_CHARS
from deepnews.app.views.common import AUTHOR

OpenPage = Callable[..., AppTest]
FIRST_PAGE = """
import sys
from deepnews.app.serving import warm
from streamlit.testing.v1 import AppTest
warm()
before = set(sys.modules)
page = AppTest.from_file(sys.argv[1], default_timeout=60).run()
assert not page.exception and page.title
print(sorted(name for name in set(sys.modules) - before if name.startswith("deepnews")))
"""


def test_the_page_speaks_chinese_when_asked(open_page: OpenPage, run: Path) -> None:
    page = open_page()
    page.get("button_group")[0].set_value("zh")
    page.run()
    assert not page.exception
    assert page.title[0].value == "工作台"


def test_errors_are_told_in_the_language_of_the_page(open_page: OpenPage, run: Path) -> None:
    page = open_page("read", "nobody")
    page.get("button_group")[0].set_value("zh")
    page.run()
    assert page.error[0].value.startswith("这里没有名为 'nobody' 的运行")


def test_with_a_password_nothing_is_shown_before_it(
    open_page: OpenPage, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, "well-water")
    monkeypatch.setattr(frame, "WRONG_PAUSE_S", 0.0)
    page = open_page("read", run.name)
    assert [t.label for t in page.text_input] == ["Password"] and not page.metric
    page.text_input[0].set_value("wrong")
    page.button[0].click().run()
    assert page.error[0].value == "This is not the password." and not page.metric
    page.text_input[0].set_value("well-water")
    page.button[0].click().run()
    assert page.metric


def test_with_accounts_nothing_is_shown_before_the_sign_in(
    open_page: OpenPage, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame, "_uses_accounts", lambda: True)
    page = open_page("read", run.name)
    assert [b.label for b in page.button] == ["Sign in"] and not page.metric and not page.text_input


def test_the_name_of_the_last_visit_is_there_again(
    open_page: OpenPage, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookies = {COOKIE: "%3Cb%3E%E6%9D%8E%0A Lee%E2%80%AE" + "x" * 99}
    monkeypatch.setattr(ContextProxy, "cookies", cookies)
    page = open_page()
    shown = page.text_input(key=AUTHOR)
    assert shown.value.startswith("<b>李 Leexxx") and len(shown.value) == MAX_CHARS
    assert not page.get("bidi_component")
    shown.set_value("Bo").run()
    assert json.loads(page.get("bidi_component")[0].proto.json) == [COOKIE, "Bo"]
    page.text_input(key=AUTHOR).set_value("").run()
    assert json.loads(page.get("bidi_component")[0].proto.json) == [COOKIE, ""]


def test_a_server_that_answers_has_nothing_left_to_load_for_its_first_page(run: Path) -> None:
    page = Path(__file__).parents[2] / "app" / "main.py"
    done = subprocess.run([sys.executable, "-c", FIRST_PAGE, str(page)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
