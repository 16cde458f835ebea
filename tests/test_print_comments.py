"""Promise: a `#> ` comment in an example is what the print above it printed, and may be trusted.

pytest-examples checks each comment against its print. It cannot see the order of two prints, a
comment under a print that never ran, output of other frames and threads, or what bypasses print:
the guard refuses comments in such scripts. `pytest --update-examples` rewrites the comments.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_examples import CodeExample, EvalExample
from support.print_guard import COMMENT, PrintGuard
from support.project import EXAMPLES, RECORDINGS, fail
from tested_examples import example
from tested_examples.example import Example
from tested_examples.problem import Problem
from tested_examples.running import recording
from tested_examples.running.normalising import OutputLine, Transcript


def commented(folder: Path = EXAMPLES) -> list[str]:
    """Examples with at least one `#> ` comment."""
    return [
        name
        for name in example.names(folder)
        if any(map(COMMENT.match, (folder / name).read_text("utf-8", "replace").splitlines()))
    ]


@pytest.mark.parametrize("name", commented())
def test_comments_say_what_was_printed(name: str, eval_example: EvalExample) -> None:
    """`run_print_check`, then the guard."""
    try:
        shown = example.load(name, EXAMPLES)
        check(shown, eval_example)
        if eval_example.update_examples:
            return
        problem = same_as_transcript(shown, recording.read(shown, RECORDINGS))
    except Problem as found:
        problem = found
    if problem:
        fail(problem)


def check(shown: Example, eval_example: EvalExample) -> None:
    """Run a script through pytest-examples with the guard listening to every print."""
    guard = PrintGuard(shown)
    eval_example.include_print = guard
    eval_example.set_config(line_length=200)
    code = CodeExample.create(shown.source, path=shown.path)
    # Without __spec__ a spawned process finds the script; asserts stay as they are written.
    options: dict[str, Any] = {"module_globals": {"__spec__": None}, "rewrite_assertions": False}
    run = (
        eval_example.run_print_update
        if eval_example.update_examples
        else eval_example.run_print_check
    )
    try:
        run(code, **options)
    finally:  # what the guard heard explains a difference better than the difference does
        if problem := guard.problem():
            fail(problem)


def same_as_transcript(shown: Example, recorded: recording.Recording) -> Problem | None:
    """The comments, read from top to bottom, are the whole transcript of every Python."""
    comments = [found[1] for line in shown.source.splitlines() if (found := COMMENT.match(line))]
    for group in recorded.groups:
        lines = [line.text.rstrip() for line in group.transcript.lines]
        if lines != comments:
            return Problem(
                shown.path,
                "the `#> ` comments are not the whole transcript",
                details=(("comments", "\n".join(comments)), ("transcript", "\n".join(lines))),
                next_step="pytest --update-examples tests/test_print_comments.py, then make record",
            )
    return None


# ------------------------------------------------------------------- the guard itself

SCRIPT = '''\
"""A claim."""

import asyncio
import sys


async def speak(name: str) -> None:
    print(f"{name} starts")
    #> STARTS
    await asyncio.sleep(0)
    print(f"{name} ends")
    #> ENDS


async def main() -> None:
    BODY


if __name__ == "__main__":
    asyncio.run(main())
'''


def script(folder: Path, body: str, *spoken: str) -> Example:
    """A script with this body of `main`, and with comments for the speakers, as an example."""
    text = SCRIPT.replace("BODY", body.replace("\n", "\n    "))
    for mark, word in (("STARTS", "starts"), ("ENDS", "ends")):
        comments = "".join(f"    #> {name} {word}\n" for name in spoken)
        text = text.replace(f"    #> {mark}\n", comments)
    (folder / "script.py").write_text(text)
    return example.load("script.py", folder)


REFUSED = {
    "interleaving": (
        'await asyncio.gather(speak("a"), asyncio.wait_for(speak("b"), 1), speak("c"))',
        "abc",
        "ran after the one in line",
    ),
    "an order that turns back": (
        'await speak("a")\nawait speak("b")',
        "ab",
        "ran after the one in line",
    ),
    "a print that never ran": (
        'print("one")\n#> one\nif len(sys.argv) > 99:\n    print("x")\n    #> x',
        "",
        "under a print that did not run",
    ),
    "a callback": (
        'print("main")\n#> main\nasyncio.get_running_loop().call_soon(print, "late")\n'
        "await asyncio.sleep(0.01)",
        "",
        "'late' was printed by a thread or callback",
    ),
    "a thread": (
        'print("main")\n#> main\nawait asyncio.to_thread(print, "far")',
        "",
        "'far' was printed by a thread or callback",
    ),
    "a wrong comment": ('print("main")\n#> mean', "", "Print output changed code"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_guard_refuses(case: str, tmp_path: Path, eval_example: EvalExample) -> None:
    """Each way in which a comment can lie is caught, and the message says which."""
    body, spoken, message = REFUSED[case]
    with pytest.raises(pytest.fail.Exception, match=message):
        check(script(tmp_path, body, *spoken), eval_example)


def test_guard_accepts_prints_in_source_order(tmp_path: Path, eval_example: EvalExample) -> None:
    """A script that runs from top to bottom passes."""
    body = 'print("one")\n#> one\nfor n in (2, 3):\n    print(n)\n    #> 2\n    #> 3'
    check(script(tmp_path, body), eval_example)


def test_output_that_bypasses_print_is_caught(tmp_path: Path) -> None:
    """The comments must be the whole transcript, so what no print made shows up."""
    shown = script(tmp_path, 'print("one")\n#> one\nsys.stdout.write("two\\n")')
    taken = Transcript((OutputLine("stdout", "one"), OutputLine("stdout", "two")), 0)
    problem = same_as_transcript(shown, recording.grouped(shown, {"3.11": taken}))
    assert problem is not None
    assert "not the whole transcript" in str(problem)
