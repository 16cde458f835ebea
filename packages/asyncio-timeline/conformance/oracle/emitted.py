"""A script as Python. In: a `Script`. Out: the source, and the line of each operation."""

from __future__ import annotations

from dataclasses import dataclass, field

from oracle.script import Function, Loop, Operation, Script

HEAD = """\
import asyncio, os, threading, time

GAP = float(os.environ.get("GAP", "0.02"))

class Boom(Exception): pass

class Caught:
    def __enter__(self): pass
    def __exit__(self, kind, error, traceback):
        return kind is not None and issubclass(kind, Exception)

caught = Caught()

def until(instant): return max(0, start + instant * GAP - time.monotonic())

def prepare(eager):
    global loop, start, t, e, q, l, s, c, u
    loop = asyncio.get_running_loop()
    if eager: loop.set_task_factory(asyncio.eager_task_factory)
    t = {}
    e = [asyncio.Event() for _ in range(3)]
    q = [asyncio.Queue(), asyncio.Queue(1)]
    l = [asyncio.Lock(), asyncio.Lock()]
    s = [asyncio.Semaphore(1)]
    c = [asyncio.Condition()]
    u = [loop.create_future() for _ in range(3)]
    start = time.monotonic()
"""


@dataclass
class Source:
    """The text, and where in it each operation stands, its print, and the calls of mains."""

    lines: list[str] = field(default_factory=list[str])
    of_operations: dict[int, int] = field(default_factory=dict[int, int])
    of_prints: dict[str, int] = field(default_factory=dict[str, int])
    of_mains: dict[int, int] = field(default_factory=dict[int, int])

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def add(self, depth: int, text: str) -> int:
        """Add a line; returns its number."""
        self.lines.append("    " * depth + text)
        return len(self.lines)

    def prints(self, depth: int, text: str) -> None:
        """Add a print of `text`, which no other line prints."""
        self.of_prints[text] = self.add(depth, f'print("{text}\\n", end="")')


def emit(script: Script, *, eager: bool = True) -> Source:
    """The script as Python. Without `eager` for Python 3.11, which has no eager tasks."""
    source = Source(HEAD.splitlines())
    for number, loop in enumerate(script.loops):
        for function in reversed(list(_functions(loop.main))):
            _function(source, function, loop, eager=eager)
        source.add(0, "")
        if loop.in_thread:
            source.add(0, f"def r{number}():")
            source.add(1, "with caught:")
            source.of_mains[number] = source.add(2, f"asyncio.run({loop.main.name}())")
            source.add(0, f"thread = threading.Thread(target=r{number})")
            source.add(0, "thread.start()")
            source.add(0, "thread.join()")
        else:
            source.add(0, "try:")
            source.of_mains[number] = source.add(1, f"asyncio.run({loop.main.name}())")
            source.add(0, "except (Exception, asyncio.CancelledError): pass")
    return source


def _functions(function: Function) -> list[Function]:
    """The function and all that its operations call."""
    found = [function]

    def look(body: tuple[Operation, ...]) -> None:
        for operation in body:
            for each in operation.calls:
                found.extend(_functions(each))
            look(operation.body)

    look(function.body)
    return found


def _function(source: Source, function: Function, loop: Loop, *, eager: bool) -> None:
    source.add(0, "")
    if function.kind == "task":
        source.add(0, f"async def {function.name}():")
        if function is loop.main:
            source.add(1, f"prepare({loop.eager and eager})")
        source.add(1, f"t[{function.number}] = asyncio.current_task()")
        if function is loop.main:
            source.add(1, f"loop.call_later(until({loop.end}), t[{function.number}].cancel)")
    else:
        source.add(0, f"def {function.name}({'*_' if function.kind == 'callback' else ''}):")
    depth = 1
    if function.tidies:
        source.add(1, "try:")
        depth = 2
    source.add(depth, "pass")
    for operation in function.body:
        _operation(source, depth, operation, eager=eager)
    if function.tidies:
        source.add(1, "finally:")
        source.prints(2, f"{function.name} tidies")


def _operation(source: Source, depth: int, operation: Operation, *, eager: bool) -> None:
    on, at = operation.on, operation.at
    until = f"until({at})"
    head = {
        "lock": f"async with l[{on}]:",
        "semaphore": f"async with s[{on}]:",
        "condition": f"async with c[{on}]:",
        "timeout": f"async with asyncio.timeout({until}):",
        "group": f"async with asyncio.TaskGroup() as g{operation.number}:",
    }.get(operation.do)
    if head is not None:
        source.add(depth, "with caught:")
        source.of_operations[operation.number] = source.add(depth + 1, head)
        source.prints(depth + 2, f"{operation.number} in")
        for each in operation.body:
            _operation(source, depth + 2, each, eager=eager)
    else:
        text = _line(operation, eager=eager)
        source.of_operations[operation.number] = source.add(depth, text)
    source.prints(depth, str(operation.number))


def _line(operation: Operation, *, eager: bool) -> str:
    on, at, how = operation.on, operation.at, operation.how
    until = f"until({at})"
    called = [f"{each.name}()" for each in operation.calls]
    names = [each.name for each in operation.calls]
    tasks = [f"t[{each}]" for each in operation.tasks]
    limit = "" if at is None else f", timeout={until}"
    match operation.do:
        case "sleep":
            return f"await asyncio.sleep({until})"
        case "yield":
            return "await asyncio.sleep(0)"
        case "spawn":
            maker = {
                "create_task": "asyncio.create_task({})",
                "ensure_future": "asyncio.ensure_future({})",
                "loop": "loop.create_task({})",
                "eager": "asyncio.create_task({}, eager_start=True)",
                "group": f"g{on}.create_task({{}})",
            }[how if eager or how != "eager" else "create_task"]
            return f"t[{operation.calls[0].number}] = {maker.format(called[0])}"
        case "call":
            return f"with caught: await {called[0]}"
        case "join":
            return f"{'with caught: ' if how == 'caught' else ''}await t[{on}]"
        case "cancel":
            return f"t[{on}].cancel()"
        case "set event":
            return f"e[{on}].set()"
        case "await event":
            return f"await e[{on}].wait()"
        case "put":
            return f"await q[{on}].put({operation.number})"
        case "put_nowait":
            return f"q[0].put_nowait({operation.number})"
        case "get":
            return f"await q[{on}].get()"
        case "wait for notice":
            return f"await c[{on}].wait()"
        case "notify":
            return f"c[{on}].notify()"
        case "await future":
            return f"await u[{on}]"
        case "set future":
            return f"u[{on}].done() or u[{on}].set_result({operation.number})"
        case "wait_for":
            return f"with caught: await asyncio.wait_for({(called + tasks)[0]}, {until})"
        case "gather":
            options = ", return_exceptions=True" if how == "return_exceptions" else ""
            return f"with caught: await asyncio.gather({', '.join(called + tasks)}{options})"
        case "wait":
            return f"await asyncio.wait([{', '.join(tasks)}], return_when=asyncio.{how}{limit})"
        case "shield":
            return f"with caught: await asyncio.shield(t[{on}])"
        case "thread":
            if how == "executor":
                return f"with caught: await loop.run_in_executor(None, {names[0]})"
            return f"with caught: await asyncio.to_thread({names[0]})"
        case "call_soon":
            return f"loop.call_soon({names[0]})"
        case "call_later":
            return f"loop.call_later({until}, {names[0]})"
        case "set event later":
            return f"loop.call_later({until}, e[{on}].set)"
        case "when done":
            return f"t[{on}].add_done_callback({names[0]})"
        case "fail":
            return f"raise Boom({operation.number})"
        case "sleep in thread":
            return f"time.sleep({until})"
        case "set event from thread":
            return f"loop.call_soon_threadsafe(e[{on}].set)"
        case "cancel from thread":
            return f"loop.call_soon_threadsafe(t[{on}].cancel)"
        case "call from thread":
            return f"loop.call_soon_threadsafe({names[0]})"
        case "start from thread":
            return f"asyncio.run_coroutine_threadsafe({called[0]}, loop)"
        case _:
            raise ValueError(operation.do)
