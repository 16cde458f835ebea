"""Promise: `make test` works on a machine without a browser, and says what it did not look at.

Somebody who clones the project to mend a sentence has Python and make, and not always Chromium.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support import bring_browser
from support.bring_browser import TRIED, main

FAILS = (sys.executable, "-c", "raise SystemExit(1)")
HANGS = (sys.executable, "-c", "import time; time.sleep(60)")
WORKS = (sys.executable, "-c", "open('installed', 'w').close()")


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a browser, until one is installed."""
    monkeypatch.chdir(tmp_path)
    installed = tmp_path / "installed"
    monkeypatch.setattr(
        bring_browser, "chromium", lambda: str(installed) if installed.exists() else None
    )


@pytest.mark.parametrize("install", [FAILS, HANGS, ("no-such-command",)])
def test_one_line_if_none_can_be_installed(
    install: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    """Quietly, within its patience, and not again the next minute."""
    assert main(1, install) == (
        "no browser here, and none could be installed, so pages are not looked at"
    )
    assert "rm .cache/no-browser" in main(1, WORKS)
    TRIED.unlink()
    assert main(20, WORKS) == ""
    assert capfd.readouterr() == ("", "")


def test_nothing_if_there_is_one() -> None:
    """Neither is it installed again, nor is anything said."""
    Path("installed").touch()
    assert main(1, FAILS) == ""
    assert not TRIED.exists()
