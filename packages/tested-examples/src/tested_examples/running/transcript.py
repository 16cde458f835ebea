"""Runs an example as a reader runs it and keeps what a terminal would show.

In: an `Example` and an `Interpreter`. Out: a `Transcript`: every line in order, each marked stdout
or stderr, and the exit status. Nothing in the process is patched. Only what no two runs share is
normalised; `normalising` says what and why.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import asyncio_timeline

from tested_examples.example import Example
from tested_examples.interpreter import Interpreter
from tested_examples.problem import Problem
from tested_examples.running import environment
from tested_examples.running.normalising import OutputLine, Stream, Transcript, lines_of, normalise

TIME_LIMIT = 20.0
"""Seconds that one run of one example may take, start of the interpreter included."""


class StillRunning(Problem):
    """A script that did not end by itself within the limit, and was ended."""


def run(
    example: Example,
    interpreter: Interpreter,
    time_limit: float = TIME_LIMIT,
    *,
    through: Sequence[str] = (),
) -> Transcript:
    """Run `python example` and return its transcript.

    `through` are options such as `-m asyncio_timeline` that stand before the script; modules of
    this project can be named there.

    Raises `Problem` if the script needs another Python or packages that are not here, and
    `StillRunning` if it runs for more than `time_limit` seconds; the whole process group is ended
    then.
    """
    if not example.runs_on(interpreter.version):
        raise Problem(
            example.path,
            f"needs Python {example.requires_python}, this is {interpreter}",
            next_step=f"run it on a newer Python, for example: uv run {example.path.name}",
        )
    python = environment.of(example, interpreter)
    command = [python.path, *through, str(example.path.resolve())]
    execute = _run_tagged if sys.platform == "linux" else _run_twice
    lines, status, ended = execute(command, _environment(bool(through)), time_limit)
    if not ended:
        raise _hang(example, interpreter, lines, time_limit)
    return normalise(lines, status, example.path.resolve())


def unexpected(example: Example, transcript: Transcript, python: str) -> Problem | None:
    """What a script outside `examples/mistakes/` must not do: fail, or print to stderr."""
    if example.is_mistake:
        return None
    errors = [line.text for line in transcript.lines if line.stream == "stderr"]
    if not errors and not transcript.status:
        return None
    frame = re.compile(rf'File "…/{re.escape(example.path.name)}", line (\d+)')
    places = [int(found[1]) for text in errors if (found := frame.search(text))]
    what = (
        f"ended with exit status {transcript.status}"
        if transcript.status
        else ("printed to stderr")
    )
    return Problem(
        example.path,
        f"{what} on Python {python}",
        line=places[-1] if places else None,
        details=(
            ("expected", "exit status 0 and nothing on stderr"),
            ("stderr", "\n".join(errors[-12:]) or "(nothing)"),
        ),
        next_step="mend the script or, if the mistake is the lesson, move it to examples/mistakes/",
    )


# ------------------------------------------------------------------------------- running


def _environment(with_this_project: bool) -> dict[str, str]:
    """The reader's environment without what changes Python's output, in UTF-8, unbuffered.

    A terminal makes Python write stdout line by line. A pipe or socket is not a terminal, so
    PYTHONUNBUFFERED restores the order in which a reader sees the two streams.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "COV_", "PYTEST_", "VIRTUAL_ENV"))
        and name not in {"FORCE_COLOR", "CLICOLOR_FORCE"}
    }
    own = (
        {"PYTHONPATH": str(Path(asyncio_timeline.__file__).parent.parent)}
        if with_this_project
        else {}
    )
    return kept | own | {"PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1", "NO_COLOR": "1"}


def _run_tagged(
    command: list[str], environment: dict[str, str], time_limit: float
) -> tuple[list[OutputLine], int, bool]:
    """Run with stdout and stderr as two datagram sockets that end in one receiver.

    Each write becomes one datagram, the kernel keeps their order, and the sender's address says
    which stream it was. Two pipes would lose the order, one pipe the stream. (unix(7); a single
    write is limited to the socket's send buffer, about 200 kB on Linux.)
    """
    with tempfile.TemporaryDirectory(prefix="transcript-") as folder:
        receiver = _bound_socket(f"{folder}/terminal")
        senders = {name: _bound_socket(f"{folder}/{name}") for name in ("stdout", "stderr", "end")}
        for sender in senders.values():
            sender.connect(f"{folder}/terminal")
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=senders["stdout"].fileno(),
            stderr=senders["stderr"].fileno(),
            env=environment,
            start_new_session=True,
        )
        outcome: list[bool] = []

        def wait() -> None:
            outcome.append(_wait(process, time_limit))
            senders["end"].send(b"")

        waiter = threading.Thread(target=wait)
        waiter.start()
        chunks: list[tuple[Stream, bytes]] = []
        while True:
            data, address = receiver.recvfrom(1 << 20)
            name = Path(address).name
            if name == "end":
                break
            chunks.append(("stdout" if name == "stdout" else "stderr", data))
        waiter.join()
        for each in (receiver, *senders.values()):
            each.close()
    return list(lines_of(chunks)), process.returncode, outcome[0]


def _bound_socket(path: str) -> socket.socket:
    made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    made.bind(path)
    return made


def _run_twice(
    command: list[str], environment: dict[str, str], time_limit: float
) -> tuple[list[OutputLine], int, bool]:
    """Where datagram sockets do not block (macOS) or do not exist (Windows): run twice.

    Once with both streams in one pipe, for the order; once with two pipes, to tell them apart.
    """
    merged, _, status, ended = _run_piped(command, environment, time_limit, together=True)
    if not ended:
        return list(lines_of([("stdout", merged)])), status, False
    out, err, status, ended = _run_piped(command, environment, time_limit, together=False)
    separate: dict[Stream, list[str]] = {"stdout": _split(out), "stderr": _split(err)}
    return list(_interleave(_split(merged), separate)), status, ended


def _run_piped(
    command: list[str], environment: dict[str, str], time_limit: float, *, together: bool
) -> tuple[bytes, bytes, int, bool]:
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if together else subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )
    outcome: list[bool] = []
    waiter = threading.Thread(target=lambda: outcome.append(_wait(process, time_limit)))
    waiter.start()
    out, err = process.communicate()
    waiter.join()
    return out, err or b"", process.returncode, outcome[0]


def _interleave(merged: list[str], separate: dict[Stream, list[str]]) -> Iterator[OutputLine]:
    """Mark each merged line with the stream that has it next; what is left over goes last."""
    left = {stream: list(lines) for stream, lines in separate.items()}
    for text in merged:
        for stream, lines in left.items():
            if lines and lines[0] == text:
                yield OutputLine(stream, lines.pop(0))
                break
    for stream, lines in left.items():
        yield from (OutputLine(stream, text) for text in lines)


def _wait(process: subprocess.Popen[bytes], time_limit: float) -> bool:
    """Wait for the end. Past the limit, interrupt (so that a traceback tells where), then kill."""
    try:
        process.wait(time_limit)
        return True
    except subprocess.TimeoutExpired:
        if os.name == "posix":
            process.send_signal(signal.SIGINT)
            _ends_within(process, 2.0)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
        return False


def _ends_within(process: subprocess.Popen[bytes], seconds: float) -> None:
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        time.sleep(0.02)


def _split(data: bytes) -> list[str]:
    return [line.text for line in lines_of([("stdout", data)])]


def _hang(
    example: Example, interpreter: Interpreter, lines: list[OutputLine], time_limit: float
) -> StillRunning:
    frames = re.compile(rf'File "{re.escape(str(example.path.resolve()))}", line (\d+)')
    places = [int(found[1]) for line in lines if (found := frames.search(line.text))]
    printed = [line.text for line in lines if line.stream == "stdout"]
    return StillRunning(
        example.path,
        f"still running after {time_limit:g} seconds on Python {interpreter}, ended",
        line=places[-1] if places else None,
        details=(
            ("expected", "a script that ends by itself within the limit"),
            ("last line", printed[-1] if printed else "(it printed nothing)"),
        ),
        next_step=f"see where it waits: python -X dev {example.path.name}",
    )
