"""Measures Run in the page: from the click to the output, in a new profile and again.

    PYTHONPATH=tests:packages/asyncio-timeline/tests python benchmarks/in_page.py [ROUNDS]

Builds the site, serves it below a path of a loopback port, and drives the machine's browsers. Each
round starts a browser anew, with nothing in its cache. The last column is what a first Run costs
in the time of a second one. A browser that the machine lacks is named.
"""

from __future__ import annotations

import functools
import http.server
import statistics
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

from support.tab import NAMES, Absent, Name, Tab

ROOT = Path(__file__).resolve().parent.parent
PAGE = "meanwhile/tutorial/4-start/"

CLICK = """() => new Promise((resolve) => {
  const figure = document.querySelector("figure[data-run]");
  figure.querySelector(".listing__face")?.click();
  const began = performance.now();
  const look = () => {
    const label = figure.querySelector(".listing__output > .listing__label")?.textContent ?? "";
    if (/^Output (so far|of your run)/.test(label)) resolve(performance.now() - began);
    else setTimeout(look, 1);
  };
  figure.querySelector(".listing__run").click();
  look();
})"""
IDLE = """() => new Promise((resolve) => {
  const look = () => document.querySelector("[aria-busy]") ? setTimeout(look, 5) : resolve(null);
  look();
})"""


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def main() -> None:
    """Print one line for each browser."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        build = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir"]
        subprocess.run([*build, f"{folder}/meanwhile"], cwd=ROOT, check=True)
        handler = functools.partial(_Handler, directory=folder)
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            for name in NAMES:
                _measure(name, f"http://127.0.0.1:{server.server_port}/{PAGE}", rounds)
            server.shutdown()


def _measure(name: Name, address: str, rounds: int) -> None:
    first: list[float] = []
    again: list[float] = []
    version = ""
    for _ in range(rounds):
        try:
            with closing(Tab(name)) as tab:
                version = tab.version
                tab.open()
                tab.goto(address)
                first.append(tab.do(CLICK))
                tab.do(IDLE)
                again.append(tab.do(CLICK))
        except Absent as absent:
            print(f"{name}: not measured, {absent}")
            return
    one, two = statistics.median(first), statistics.median(again)
    print(
        f"{version}: first Run {one:.0f} ms from click to output (median of {rounds}, "
        f"{min(first):.0f} to {max(first):.0f}), second Run {two:.0f} ms "
        f"({min(again):.0f} to {max(again):.0f}): {one / two:.0f} times"
    )


if __name__ == "__main__":
    main()
