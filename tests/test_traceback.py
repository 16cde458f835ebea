"""Promise: whoever pastes what their terminal printed is led to the entries of its messages, and to
the line of their own code.

The oracle is the site itself: each script on the pages of errors printed a message, and stands
below the heading of its entry.
"""

from __future__ import annotations

import re

from support.project import EXAMPLES, PAGES, RECORDINGS
from support.reader import in_one_browser, started, tab, until
from support.tab import Tab
from tested_examples import example
from tested_examples.running import recording

__all__ = ["started", "tab"]

ERRORS = "reference/errors/"
READ = """async (texts, here) => {
  const { read } = await import(new URL("assets/traceback/read.js", here).href);
  const { entriesOf } = await import(new URL("assets/traceback/entries.js", here).href);
  const entries = entriesOf(document);
  return texts.map((text) => read(text, entries));
}"""
NOISE = "\n".join(
    f"INFO:     127.0.0.1:5{number:04} - GET /articles 200 OK" for number in range(60)
)


def _printed() -> dict[str, tuple[str, str]]:
    """Of each script and Python on a page of errors: what it printed, if that holds the message of
    the entry that it stands in, and that entry."""
    told: dict[str, tuple[str, str]] = {}
    for path in sorted((PAGES / "reference").glob("errors-*.md")):
        for section in re.split(r"^(?=## )", path.read_text("utf-8"), flags=re.M)[1:]:
            heading = section.partition("\n")[0]
            anchor = re.search(r"\{ *#([\w-]+) *\}", heading)
            shapes = [_shape(message) for message in re.findall(r"`([^`]+)`", heading)]
            for name in re.findall(r"^/// example \| (\S+)", section, re.M):
                for group in recording.read(example.load(name, EXAMPLES), RECORDINGS).groups:
                    text = "\n".join(each.text for each in group.transcript.lines)
                    if anchor and any(shape.search(text) for shape in shapes):
                        entry = f"{path.stem}/#{anchor[1]}"
                        told[f"{name} on {group.versions[0]}"] = _as_printed(text), entry
    return told


def _shape(message: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, message.split("…"))))


def _as_printed(text: str) -> str:
    """What was recorded, with paths as a reader's terminal shows them."""
    text = re.sub(r"…/((?:asyncio|concurrent)/|\w+\.py)", _path, text)
    return text.replace(", line …", ", line 123").replace("…", "0x7f2a279a3810")


def _path(match: re.Match[str]) -> str:
    library = match[1].endswith("/") or not any(EXAMPLES.rglob(match[1]))
    return ("/usr/lib/python3.14/" if library else "/home/ada/app/") + match[1]


PRINTED = _printed()


@in_one_browser
def test_each_message_that_a_script_printed_is_found(tab: Tab, address: str) -> None:
    """Below and above a hundred lines of something else; its entry is among those that are told."""
    tab.goto(address + ERRORS)
    texts = [f"{NOISE}\n{text}\n{NOISE}" for text, _ in PRINTED.values()]
    found = tab.do(READ, texts, address)
    assert len(PRINTED) > 60
    missed = {
        name: [each["href"] for each in told]
        for (name, (_, entry)), told in zip(PRINTED.items(), found, strict=True)
        if not any(each["href"].endswith(entry) for each in told)
    }
    assert missed == {}


@in_one_browser
def test_the_line_to_look_at_is_the_readers_own(tab: Tab, address: str) -> None:
    """Where a traceback or a warning names a line of the script, and never one of the library."""
    tab.goto(address + ERRORS)
    named = {name: each for name, each in PRINTED.items() if _NAMES_A_LINE.search(each[0])}
    assert len(named) > 15
    found = tab.do(READ, [text for text, _ in named.values()], address)
    wrong = {
        name: told
        for name, told in zip(named, found, strict=True)
        if not any(_is_own(each["place"]) for each in told)
        or any(each["place"] and not _is_own(each["place"]) for each in told)
    }
    assert wrong == {}


_NAMES_A_LINE = re.compile(r'File "/home/ada|/home/ada[^\s>]*:\d')


def _is_own(place: dict[str, object] | None) -> bool:
    return place is not None and str(place["file"]).startswith("/home/ada/app/")


GROUP = r"""
  + Exception Group Traceback (most recent call last):
  |   File "C:\Users\ada\blog\main.py", line 31, in <module>
  |     asyncio.run(main())
  |   File "C:\Python313\Lib\asyncio\runners.py", line 195, in run
  |     return runner.run(main)
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "C:\Users\ada\blog\tweets.py", line 12, in tweet
    |     print(answer["id"])
    |           ~~~~~~^^^^^^
    | TypeError: 'coroutine' object is not subscriptable
    +------------------------------------
"""


@in_one_browser
def test_a_group_is_read_on_windows(tab: Tab, address: str) -> None:
    """Bars before the lines, backslashes in the paths; what went wrong inside comes first."""
    tab.goto(address + ERRORS)
    (found,) = tab.do(READ, [GROUP], address)
    assert [each["href"].rpartition("/reference/")[2] for each in found] == [
        "errors-coroutines/#missing-await",
        "errors-tasks/#taskgroup",
    ]
    assert found[0]["place"] == {
        "file": r"C:\Users\ada\blog\tweets.py",
        "line": 12,
        "inside": "tweet",
        "code": 'print(answer["id"])',
    }


PASTE = """(text) => {
  const field = document.querySelector("#traceback");
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return document.querySelector(".traceback__answer").innerText;
}"""


def test_the_page_tells_it(tab: Tab, address: str) -> None:
    """The message as a link to its entry, and the line; of anything else, that it is not known."""
    tab.goto(address + ERRORS)
    until(tab, "!document.querySelector('.traceback').hidden")
    said = str(tab.do(PASTE, GROUP))
    assert "Look at line 12 of tweets.py, in tweet" in said
    links = "() => [...document.querySelectorAll('.traceback__answer a')].map((each) => each.href)"
    first = str(tab.do(links)[0])
    assert first.endswith("/reference/errors-coroutines/#missing-await")
    said = str(tab.do(PASTE, 'KeyError: "<img src=x onerror=alert(1)>"'))
    assert "knows no message in it" in said
    assert "<img src=x" in said
    assert tab.do("() => document.querySelectorAll('.traceback__answer img').length") == 0
    assert tab.do(PASTE, "") == ""
    tab.do(PASTE, GROUP)
    assert tab.violations() == []
