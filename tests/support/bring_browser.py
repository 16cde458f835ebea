"""Brings a Chromium for the tests, if the machine has none and Playwright can install its own.

    python -m support.bring_browser

Says one line if it cannot, which is no failure: the tests that need one are skipped, and the
summary says what they would have covered. It is then not tried again for a day, as a machine that
is not connected would wait each time.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from support.browsing import chromium

TRIED = Path(".cache/no-browser")
"""Written by an attempt that failed; a day later it counts no more."""

PATIENCE = 180.0
"""Seconds for a download of some 200 MB."""

INSTALL = (sys.executable, "-m", "playwright", "install", "chromium")


def main(patience: float = PATIENCE, install: tuple[str, ...] = INSTALL) -> str:
    """Install it unless there is one. Returns what cannot be tested, or an empty text."""
    if chromium():
        return ""
    if TRIED.exists() and time.time() - TRIED.stat().st_mtime < 24 * 3600:
        return f"no browser here, so pages are not looked at; to try to install one: rm {TRIED}"
    try:
        subprocess.run(install, capture_output=True, timeout=patience, check=True)
    except (OSError, subprocess.SubprocessError):
        TRIED.parent.mkdir(exist_ok=True)
        TRIED.touch()
        return "no browser here, and none could be installed, so pages are not looked at"
    return ""


if __name__ == "__main__":
    if said := main():
        print(said, file=sys.stderr)
