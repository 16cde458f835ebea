"""Records a part of a program from inside: `with record("run.html"):`, or `async with`.

In: the file to write. Out: that file, once the block is left, whether or not it failed.
May import: `recording`, `formats`, `own` and the standard library.
"""

from __future__ import annotations

import linecache
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType

from asyncio_timeline.formats import Recorded, writer
from asyncio_timeline.own import OwnCode
from asyncio_timeline.recording.recorder import Recorder
from asyncio_timeline.timeline import Timeline, file_names


class record:
    """Record what asyncio does in a block, and write it to a file.

        with record("run.html"):
            asyncio.run(main())

    In a program that runs already, `async with` records what happens from there on; steps that are
    under way when it begins are not seen. Own code is that below the folder of the caller's file.
    `output` ends as the command's `-o`, `events` is as `--events`. `timeline` is what was recorded,
    once the block is left. Raises `asyncio_timeline.formats.CannotWrite` before anything runs if
    the file cannot be written, or exists and is no timeline. One block records at a time.
    """

    def __init__(
        self,
        output: str | os.PathLike[str],
        *,
        events: int = 20_000,
        include: Iterable[str] = (),
        exclude: Iterable[str] = (),
    ) -> None:
        file = sys._getframe(1).f_code.co_filename  # pyright: ignore[reportPrivateUsage]
        self._write = writer(Path(output))
        self._file = file
        self._folder = os.path.dirname(os.path.abspath(file))  # noqa: PTH100, PTH120
        own = OwnCode(file, self._folder, include=include, exclude=exclude)
        self._recorder = Recorder(own, max_events=events)
        self._undo: list[Callable[[], None]] = []
        self.timeline: Timeline | None = None

    def __enter__(self) -> record:
        """Begin."""
        self._recorder.install()
        for stream, name in ((sys.stdout, "stdout"), (sys.stderr, "stderr")):
            self._undo.append(self._recorder.outputs.listen(stream, name))  # type: ignore[arg-type]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End, and write the file."""
        while self._undo:
            self._undo.pop()()
        self._recorder.uninstall()
        timeline = self._recorder.timeline(Path(self._file).name)
        self.timeline = timeline
        texts = {name: _text(str(Path(self._folder, name))) for name in file_names(timeline)}
        self._write(Recorded(timeline, 0, _text(self._file), texts))

    async def __aenter__(self) -> record:
        """Begin."""
        return self.__enter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End, and write the file."""
        self.__exit__(kind, error, traceback)


def _text(file: str) -> str:
    """The source, also of a cell of a notebook."""
    return "".join(linecache.getlines(file))
