"""Saves the recording before a process ends in a way that skips the end of the interpreter.

    SIGTERM, SIGHUP …    unless the script handles them: without a handler they end the process
    os._exit, os.abort   end it at once
    os.execv             makes another program of it

A crash and SIGKILL leave no time to save anything.

To save on a signal takes a handler of Python's. The script does not see it: `signal.getsignal` and
`signal.signal` say of it what they say without us, and a process that the script forks has the
default again.
"""

from __future__ import annotations

import functools
import os
import signal
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from typing import Any

# All that end a process, can be caught, and are not for errors of the interpreter itself.
_SIGNALS = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGALRM", "SIGUSR1", "SIGUSR2", "SIGVTALRM", "SIGPROF")
# The real ones, also while they are simulated.
_kill, _getpid = os.kill, os.getpid
_ENDS = ("_exit", "abort", "execv", "execve")


@contextmanager
def saved_before(save: Callable[[], None]) -> Generator[None, None, None]:
    """Call `save` before this process ends in one of these ways, and before nothing else."""
    process = _getpid()

    def save_once() -> None:
        nonlocal process
        if _getpid() == process:
            process = -1
            save()

    with ExitStack() as undo:
        for name in _ENDS:
            undo.callback(_set(os, name, _saving(getattr(os, name), save_once)))
        if threading.current_thread() is threading.main_thread():
            handler = _Handler(save_once)
            undo.callback(handler.install())
        yield


def _saving(end: Callable[..., Any], save: Callable[[], None]) -> Callable[..., Any]:
    def ends(*args: Any, **kwargs: Any) -> Any:
        save()
        return end(*args, **kwargs)

    return _as(end, ends)


def _as(original: Callable[..., Any], function: Callable[..., Any]) -> Callable[..., Any]:
    """The function under the name of the original."""

    @functools.wraps(original)
    def stand_in(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return stand_in


class _Handler:
    """Handles signals that nobody else handles. To the script it looks like `signal.SIG_DFL`."""

    def __init__(self, save: Callable[[], None]) -> None:
        self._save = save
        self._signals = {getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)}
        self._set, self._get = signal.signal, signal.getsignal

    def install(self) -> Callable[[], None]:
        """Handle them. Returns what undoes it."""
        _handlers.add(self)
        undo = [
            _set(signal, "signal", _as(signal.signal, self.set)),
            _set(signal, "getsignal", _as(signal.getsignal, self.get)),
        ]
        for each in self._signals:
            if self._get(each) is signal.SIG_DFL:
                self._set(each, self._handle)

        def remove() -> None:
            for each in undo:
                each()
            self.restore()

        return remove

    def set(self, signalnum: Any, handler: Any, /) -> Any:
        """As `signal.signal`."""
        ours = signalnum in self._signals and handler is signal.SIG_DFL and self in _handlers
        return self._shown(self._set(signalnum, self._handle if ours else handler))

    def get(self, signalnum: Any, /) -> Any:
        """As `signal.getsignal`."""
        return self._shown(self._get(signalnum))

    def restore(self) -> None:
        """Let the signals have their default again."""
        _handlers.discard(self)
        for each in self._signals:
            if self._get(each) == self._handle:
                self._set(each, signal.SIG_DFL)

    def _shown(self, handler: Any) -> Any:
        return signal.SIG_DFL if handler == self._handle else handler

    def _handle(self, number: int, frame: object) -> None:
        self._save()
        self._set(number, signal.SIG_DFL)
        _kill(_getpid(), number)


_handlers: set[_Handler] = set()


def _restore_in_child() -> None:
    for handler in list(_handlers):
        handler.restore()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_restore_in_child)


def _set(owner: Any, name: str, value: object) -> Callable[[], None]:
    if not hasattr(owner, name):  # os.execv in a browser
        return lambda: None
    before = getattr(owner, name)
    setattr(owner, name, value)
    return lambda: setattr(owner, name, before)
