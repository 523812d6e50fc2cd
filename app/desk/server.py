"""The web server of the desk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from deepnews.errors import UsageError

MAX_UPLOAD_MB: Final = 100
_SERIF: Final = (
    "Charter, 'Iowan Old Style', Georgia, 'Noto Serif', 'Liberation Serif', 'Songti SC', 'Noto Serif CJK SC', serif"
)
_OPTIONS: Final = {
    "server.address": "localhost",
    "server.headless": "true",
    "server.maxUploadSize": str(MAX_UPLOAD_MB),
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "viewer",
    "client.showErrorDetails": "type",
    "theme.baseRadius": "4px",
    "theme.headingFont": _SERIF,
    "theme.light.primaryColor": "#12736a",
    "theme.light.backgroundColor": "#fbfaf7",
    "theme.light.secondaryBackgroundColor": "#f1eee7",
    "theme.light.textColor": "#1e1c19",
    "theme.light.borderColor": "#ddd7cb",
    "theme.dark.primaryColor": "#278f81",
    "theme.dark.backgroundColor": "#191816",
    "theme.dark.secondaryBackgroundColor": "#22201d",
    "theme.dark.textColor": "#e8e3da",
    "theme.dark.borderColor": "#3a3732",
}


def serve(runs: Path, port: int) -> int:
    """Exit status of Streamlit, which serves the desk until it is stopped; raises UsageError for a port in use."""
    if not _port_is_free(port):
        raise UsageError(f"Port {port} is in use on this machine.", hint="Choose another one with --port.")
    environment = {**os.environ, "DEEPNEWS_RUNS": str(runs.resolve())}
    return subprocess.run(command(port), check=False, env=environment).returncode


def command(port: int) -> list[str]:
    """The command that serves the desk on `port` of this machine."""
    page = Path(__file__).parents[1] / "main.py"
    flags = [word for name, value in _OPTIONS.items() for word in (f"--{name}", value)]
    return [sys.executable, "-P", "-m", "deepnews.app.serving", "run", str(page), "--server.port", str(port), *flags]


def _port_is_free(port: int) -> bool:
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
