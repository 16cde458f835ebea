"""A recording: what an example printed on each Python, as committed in `recordings/`.

`recordings/<chapter>/<name>.json` names the digest of the script that it was taken from and holds
one transcript for each group of Python versions that agree. It carries a seal, so that a build,
which runs nothing, still notices a word changed by hand; the tests run the scripts and compare.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Any

from asyncio_timeline.timeline import Timeline, from_data, to_data, to_json

from tested_examples.example import Example
from tested_examples.interpreter import SUPPORTED
from tested_examples.problem import Problem
from tested_examples.running.normalising import Kind, OutputLine, Transcript

MAKE_RECORD = "make record"
UNFINISHED = "new-"
"""In the name of a file that is not yet in its place: `.create_task.json.new-…`."""


@dataclass(frozen=True)
class Group:
    """Versions that printed the same, `("3.11", "3.12")`, and what they printed."""

    versions: tuple[str, ...]
    transcript: Transcript


@dataclass(frozen=True)
class Recording:
    """What one example printed on every Python that it was run on, and how one run went."""

    name: str
    digest: str
    groups: tuple[Group, ...]
    timeline: Timeline | None = None

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions it is verified on, in order."""
        known = {version for group in self.groups for version in group.versions}
        return tuple(version for version in SUPPORTED if version in known)

    def transcript(self, version: str) -> Transcript | None:
        """What the example printed on this Python, if it was run there."""
        return next((g.transcript for g in self.groups if version in g.versions), None)


def unverified(example: Example, recording: Recording) -> tuple[str, ...]:
    """Supported versions that the example runs on and the recording does not speak of."""
    return tuple(
        version
        for version in SUPPORTED
        if example.runs_on(version) and version not in recording.versions
    )


def grouped(
    example: Example,
    runs: Mapping[str, Transcript],
    old: Recording | None = None,
    timeline: Timeline | None = None,
) -> Recording:
    """The recording of what each version printed, those that agree in one group.

    What `old` knows of the same script on other versions is kept, and its timeline if it is of a
    newer Python than `timeline`.
    """
    by_version = dict(runs)
    if old is not None and old.digest == example.digest:
        for group in old.groups:
            for version in group.versions:
                by_version.setdefault(version, group.transcript)
    groups: dict[Transcript, list[str]] = {}
    for version in SUPPORTED:
        if version in by_version:
            groups.setdefault(by_version[version], []).append(version)
    return Recording(
        name=example.name,
        digest=example.digest,
        groups=tuple(Group(tuple(versions), found) for found, versions in groups.items()),
        timeline=_better(old.timeline, timeline)
        if old is not None and old.digest == example.digest
        else timeline,
    )


def _better(old: Timeline | None, new: Timeline | None) -> Timeline | None:
    if old is None or new is None:
        return old or new
    return old if SUPPORTED.index(old.python) > SUPPORTED.index(new.python) else new


def path_of(name: str, folder: Path) -> Path:
    """Where the recording of example `name` lies below `folder`."""
    return (folder / name).with_suffix(".json")


def read(example: Example, folder: Path) -> Recording:
    """The recording of an example. Raises `Problem` if it is missing, stale or edited by hand."""
    recording = read_whatever_its_age(example, folder)
    if problem := stale(example, recording, folder):
        raise problem
    return recording


def read_whatever_its_age(example: Example, folder: Path) -> Recording:
    """The recording of an example, perhaps of an earlier version of it.

    Raises `Problem` if it is missing or edited by hand.
    """
    path = path_of(example.name, folder)
    try:
        return _parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Problem(
            path,
            f"the recording of {example.name} is missing",
            details=(("expected", "what the script printed, recorded"),),
            next_step=MAKE_RECORD,
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Problem(
            path,
            f"the recording cannot be read: {error}",
            line=getattr(error, "lineno", None),
            details=(("expected", "the file as `make record` writes it"),),
            next_step=MAKE_RECORD,
        ) from None


def stale(example: Example, recording: Recording, folder: Path) -> Problem | None:
    """The problem of a recording that was taken from another version of the script, or None."""
    if recording.digest == example.digest:
        return None
    return Problem(
        path_of(example.name, folder),
        f"the recording is stale: {example.name} has changed since",
        details=(
            ("expected", f"a recording of {example.digest[:12]}…"),
            ("found", f"one of {recording.digest[:12]}…"),
        ),
        next_step=MAKE_RECORD,
    )


def write(recording: Recording, folder: Path) -> bool:
    """Put a recording in its place, whole or not at all. Returns whether the file changed."""
    path = path_of(recording.name, folder)
    text = _format(recording)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.{UNFINISHED}")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


def compare(
    example: Example, recorded: Transcript, fresh: Transcript, python: str
) -> Problem | None:
    """How a fresh run differs from the recording, as a problem of the script, or None."""
    old, new = _told(recorded), _told(fresh)
    if old == new:
        return None
    same_lines = sorted(old) == sorted(new)
    return Problem(
        example.path,
        "prints the recorded lines in another order"
        if same_lines
        else "prints something else than was recorded",
        details=(
            ("on", f"Python {python}"),
            ("difference", difference(recorded, fresh)),
        ),
        next_step=f"mend the script or, if the new output is right: {MAKE_RECORD}",
    )


def difference(old: Transcript, new: Transcript) -> str:
    """Two transcripts side by side, as a unified diff without its head."""
    return "\n".join([*unified_diff(_told(old), _told(new), lineterm="", n=2)][2:])


def _told(transcript: Transcript) -> list[str]:
    return [*map(str, transcript.lines), f"(exit status {transcript.status})"]


# --------------------------------------------------------------------------- the file

_NOTE = "Written by `make record` from real runs. Never edited by hand: the seal would not match."


def _format(recording: Recording) -> str:
    content = _content(recording)
    rows = {"note": _NOTE, **content, "seal": _seal(content)}
    parts = [f"{json.dumps(name)}: {_row(name, value)}" for name, value in rows.items()]
    return "{\n " + ",\n ".join(parts) + "\n}\n"


def _row(name: str, value: Any) -> str:
    text = to_json(from_data(value)) if name == "timeline" else json.dumps(value, indent=1)
    return text.rstrip().replace("\n", "\n ")


def _content(recording: Recording) -> dict[str, Any]:
    return {
        "example": recording.name,
        "sha256": recording.digest,
        "transcripts": [
            {
                "pythons": list(group.versions),
                "status": group.transcript.status,
                "normalised": [kind.name for kind in group.transcript.normalised],
                "lines": [str(line) for line in group.transcript.lines],
            }
            for group in recording.groups
        ],
        **({"timeline": to_data(recording.timeline)} if recording.timeline else {}),
    }


def _seal(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _parse(text: str) -> Recording:
    data: dict[str, Any] = json.loads(text)
    recording = Recording(
        name=data["example"],
        digest=data["sha256"],
        groups=tuple(
            Group(
                versions=tuple(group["pythons"]),
                transcript=Transcript(
                    lines=tuple(_parse_line(line) for line in group["lines"]),
                    status=group["status"],
                    normalised=tuple(map(_parse_kind, group["normalised"])),
                ),
            )
            for group in data["transcripts"]
        ),
        timeline=from_data(data["timeline"]) if "timeline" in data else None,
    )
    if data["seal"] != _seal(_content(recording)):
        raise ValueError("its seal does not match, so it was edited by hand")
    for group in recording.groups:
        if not group.versions or not set(group.versions) <= set(SUPPORTED):
            raise ValueError(f"its Pythons are {list(group.versions)}, not some of {SUPPORTED}")
        if type(group.transcript.status) is not int:
            raise ValueError(f"an exit status is a number, not {group.transcript.status!r}")
    return recording


def _parse_line(line: str) -> OutputLine:
    stream, _, text = line.partition(" ")
    if stream == "stdout":
        return OutputLine("stdout", text)
    if stream == "stderr":
        return OutputLine("stderr", text)
    raise ValueError(f"a line of a transcript starts with stdout or stderr, not with {stream!r}")


def _parse_kind(name: str) -> Kind:
    if name not in Kind.__members__:
        raise ValueError(f"{name!r} is no kind of normalising: {', '.join(Kind.__members__)} are")
    return Kind[name]
