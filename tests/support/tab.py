"""A tab of a browser that runs examples: the machine's Chromium or Firefox, by the same calls.

Playwright cannot drive a Firefox that it has not built itself, so here puppeteer does, in Node
(tab.mjs). What a test asks of a page, it asks in JavaScript.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from support.browsing import AXE, BROWSERS, CHROMIUM, LESS_COMPILING, chromium, missing, worded
from support.project import ROOT

Name = Literal["chromium", "firefox"]
NAMES: tuple[Name, ...] = ("chromium", "firefox")
FIREFOXES = ("firefox-esr", "firefox")
DRIVER = Path(__file__).with_name("tab.mjs")


class Absent(Exception):
    """The machine has no such browser, or nothing to drive it with. Says what to do."""


class Tab:
    """One tab at a time, of one browser, which is started here and ends with `close`.

    `less_compiling` is for tests, which are not to measure time. Raises `Absent` if there is none,
    `RuntimeError` if the browser refuses what it is told.
    """

    def __init__(self, name: Name, *, less_compiling: bool = False) -> None:
        found = next(filter(None, map(shutil.which, _COMMANDS[name])), None)
        if found is None and name == "chromium":
            found = chromium()
        if found is None:
            raise Absent(f"{name}; install one of: {', '.join(_COMMANDS[name])}")
        if not (ROOT / "node_modules/puppeteer-core").exists():
            raise Absent("puppeteer-core; type: make test, which runs npm ci")
        if shutil.which("node") is None:
            raise Absent("node; type: make test, which puts the one in .venv on PATH")
        self.name = name
        self._process = subprocess.Popen(
            ["node", str(DRIVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        options = [*CHROMIUM, *([LESS_COMPILING] if less_compiling else [])]
        self.version = str(
            self._do(
                "launch",
                name="chrome" if name == "chromium" else "firefox",
                path=found,
                options=options if name == "chromium" else [],
            )
        )

    @property
    def pid(self) -> int:
        """The process of the driver, from which those of the browser come."""
        return self._process.pid

    def close(self) -> None:
        """End the browser."""
        try:
            self._do("close")
        finally:
            self._process.communicate(timeout=20)

    def open(self, width: int = 1280, height: int = 900) -> None:
        """A new tab in a new profile, in place of the one before."""
        self.refuses = False  # whether it ever has, which a page logs
        self._do("open", width=width, height=height)

    def goto(self, address: str) -> None:
        """Open an address and wait until it has loaded."""
        self._do("goto", address=address)

    def do(self, body: str, *given: object) -> Any:
        """What a function of JavaScript returns, awaited: `body` is its text, as in
        `(figure, text) => …`.
        """
        arguments = ", ".join(map(json.dumps, given))
        return self._do("evaluate", expression=f"({body})({arguments})")

    def press(self, *keys: str) -> None:
        """Press a key as a person does; several are held down together."""
        self._do("press", keys=keys)

    def type(self, text: str) -> None:
        """Type a text, key by key."""
        self._do("type", text=text)

    def refuse(self, part: str | None) -> None:
        """Let each request whose address contains `part` fail from now on; none if it is None."""
        self.refuses = True
        self._do("refuse", part=part)

    @property
    def asked(self) -> list[str]:
        """The addresses that were asked for since `open`."""
        return list(self._do("asked"))

    @property
    def said(self) -> list[str]:
        """The errors that the page has logged or thrown since `open`."""
        return list(self._do("said"))

    def violations(self) -> list[str]:
        """What axe says of the page as it stands."""
        if not AXE.exists():
            missing("axe-core; type: make test, which runs npm ci")
        self._do("evaluate", expression=f"{AXE.read_text(encoding='utf-8')}; null")
        found: Sequence[dict[str, Any]] = self.do(
            "() => axe.run({resultTypes: ['violations']}).then((result) => result.violations)"
        )
        return list(map(worded, found))

    def _do(self, command: str, **given: object) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"command": command, **given}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the driver of {self.name} ended at {command}")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"{self.name}, {command}: {answer['error']}")
        return answer["result"]


_COMMANDS: dict[Name, tuple[str, ...]] = {"chromium": BROWSERS, "firefox": FIREFOXES}
