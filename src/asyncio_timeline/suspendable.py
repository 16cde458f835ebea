"""Turns functions that block into generators that can be suspended.

A browser gives Python one stack and no threads. To let a simulated thread wait while others go on,
its function is compiled a second time, with every call `f(x)` as

    (yield from settle(plan(f)(x)))

where `plan(f)` is `f` itself for what cannot block, and otherwise f's own twin, whose result is a
generator: each call is made from where the source makes it, so lines, tracebacks and evaluation
order stay. `with x:` becomes `with (yield from guard(x)):`, as entering a lock may block.

Left as they are: generators and coroutines, comprehensions, callbacks that C code calls, and
the standard library except the modules in `_LIBRARY`. What blocks in there blocks on the stack
(`schedule.drive`).
"""

from __future__ import annotations

import ast
import builtins
import linecache
import os
import types
from collections.abc import Callable, Iterator
from contextvars import Context
from functools import partial
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR
from pathlib import Path
from types import BuiltinMethodType, CodeType, FunctionType, MethodType
from typing import Any, TypeVar

from asyncio_timeline.schedule import Steps, Wait

Node = TypeVar("Node", bound=ast.AST)

# Python code of the standard library that blocks. Its source has to be there.
_LIBRARY = frozenset(
    {"concurrent.futures._base", "concurrent.futures.thread", "queue", "threading"}
)
_STANDARD_LIBRARY = str(Path(os.__file__).parent) + os.sep
_OWN = str(Path(__file__).parent) + os.sep

_suspendable: dict[FunctionType, FunctionType] = {}


class Suspended:
    """The result of a call that may block: a generator that is to be run with `yield from`."""

    __slots__ = ("_steps",)

    def __init__(self, steps: Steps[Any]) -> None:
        self._steps = steps

    def __iter__(self) -> Iterator[Wait]:
        return self._steps


class _Done:
    """A result that is there: `yield from` gives it at once."""

    __slots__ = ("_value",)

    def __init__(self, value: object) -> None:
        self._value = value

    def __iter__(self) -> _Done:
        return self

    def __next__(self) -> Wait:
        raise StopIteration(self._value)


class _Planned:
    """A callable that gives `Suspended`."""

    __slots__ = ("_function",)

    def __init__(self, function: Callable[..., Steps[Any]]) -> None:
        self._function = function

    def __call__(self, /, *args: Any, **kwargs: Any) -> Suspended:
        return Suspended(self._function(*args, **kwargs))


def suspends(function: Callable[..., Any]) -> Callable[[FunctionType], FunctionType]:
    """Decorator: the generator function to use where `function` can be suspended."""

    def register(steps: Any) -> Any:
        assert isinstance(function, FunctionType)
        _suspendable[function] = steps
        return steps

    return register


def plan(function: Any) -> Any:
    """`function`, or what gives `Suspended` when it is called with the same arguments."""
    steps = _steps_of(function)
    return function if steps is None else _Planned(steps)


def settle(result: object) -> Suspended | _Done:
    """What `yield from` turns into the result of a call."""
    return result if type(result) is Suspended else _Done(result)


def call(function: Any, /, *args: Any, **kwargs: Any) -> Steps[Any]:
    """`function(*args, **kwargs)` as steps."""
    result = yield from settle(plan(function)(*args, **kwargs))
    return result


def guard(manager: Any) -> Steps[Any]:
    """Enter a context manager as steps, if it may block; then `with` only has to leave it."""
    enter = getattr(type(manager), "__enter__", None)
    steps = None if enter is None else _steps_of(enter)
    if steps is None:
        return manager
    return _Entered(manager, (yield from steps(manager)))


class _Entered:
    __slots__ = ("_manager", "_value")

    def __init__(self, manager: Any, value: object) -> None:
        self._manager, self._value = manager, value

    def __enter__(self) -> object:
        return self._value

    def __exit__(self, *error: Any) -> Any:
        return type(self._manager).__exit__(self._manager, *error)


def _steps_of(function: Any) -> Callable[..., Steps[Any]] | None:
    kind = type(function)
    if kind is FunctionType:
        return _suspendable.get(function) or _twin(function)
    if kind is MethodType:
        steps = _steps_of(function.__func__)
        return None if steps is None else partial(steps, function.__self__)
    if kind is partial:
        steps = _steps_of(function.func)
        return None if steps is None else partial(steps, *function.args, **function.keywords)
    if kind is BuiltinMethodType and type(function.__self__) is Context:
        return partial(_in_context, function.__self__) if function.__name__ == "run" else None
    method = getattr(kind, "__call__", None)  # noqa: B004  (to read it)
    if type(method) is FunctionType:
        steps = _steps_of(method)
        return None if steps is None else partial(steps, function)
    return None


def _in_context(context: Context, function: Any, /, *args: Any, **kwargs: Any) -> Steps[Any]:
    """`Context.run` as steps: the context is entered for each step and left between them."""
    steps = call(function, *args, **kwargs)
    send: Callable[[], Wait] = partial(next, steps)
    while True:
        try:
            wait = context.run(send)
        except StopIteration as end:
            return end.value
        try:
            yield wait
        except BaseException as error:
            send = partial(steps.throw, error)
        else:
            send = partial(next, steps)


# --------------------------------------------------------------------------- compiling

_CALLED: dict[str, Callable[..., Any]] = {"<plan>": plan, "<settle>": settle, "<guard>": guard}
# Names that no program can have. They are looked up as builtins, from whatever module.
_NEVER_BLOCK = frozenset(dir(builtins))

_twins: dict[CodeType, CodeType | None] = {}
_modules: dict[str, tuple[list[CodeType], list[CodeType]]] = {}


def install() -> Callable[[], None]:
    """Let compiled twins find what they call. Returns what undoes it."""
    vars(builtins).update(_CALLED)
    before = dict(_suspendable)

    def undo() -> None:
        _suspendable.clear()
        _suspendable.update(before)
        for name in _CALLED:
            vars(builtins).pop(name, None)
        _twins.clear()
        _modules.clear()

    return undo


def _twin(function: FunctionType) -> FunctionType | None:
    code = function.__code__
    if code not in _twins:
        _twins[code] = _compile(function)
    twin = _twins[code]
    if twin is None:
        return None
    cells = dict(zip(code.co_freevars, function.__closure__ or (), strict=True))
    same = FunctionType(
        twin,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        tuple(cells[name] for name in twin.co_freevars),
    )
    same.__kwdefaults__ = function.__kwdefaults__
    same.__qualname__ = function.__qualname__
    return same


def _compile(function: FunctionType) -> CodeType | None:
    code = function.__code__
    if code.co_flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR):
        return None
    if not _may_block(function):
        return None
    plain, twins = _module(code.co_filename, function.__globals__)
    for index, each in enumerate(plain):
        if each == code:
            twin = twins[index]
            return twin if twin.co_flags & CO_GENERATOR else None
    return None


def _may_block(function: FunctionType) -> bool:
    file = function.__code__.co_filename
    if file.startswith(_OWN):
        return False
    if file.startswith(_STANDARD_LIBRARY):
        return function.__globals__.get("__name__") in _LIBRARY
    return not file.startswith("<frozen")


def _module(file: str, namespace: dict[str, Any]) -> tuple[list[CodeType], list[CodeType]]:
    """The code objects in a file, as they are and as twins, in the same order."""
    if file not in _modules:
        _modules[file] = ([], [])
        source = "".join(linecache.getlines(file, namespace))
        try:
            plain = compile(source, file, "exec", dont_inherit=True)
            tree = ast.fix_missing_locations(_Suspending().visit(ast.parse(source)))
            twin = compile(tree, file, "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            return _modules[file]
        codes = list(_codes(plain)), list(_codes(twin))
        if [each.co_qualname for each in codes[0]] == [each.co_qualname for each in codes[1]]:
            _modules[file] = codes
    return _modules[file]


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)


class _Suspending(ast.NodeTransformer):
    """Makes every plain function that calls something a generator."""

    def __init__(self) -> None:
        self._inside = False  # of a function that may become a generator

    def _visit_all(self, nodes: list[Node], *, inside: bool) -> list[Node]:
        outside, self._inside = self._inside, inside
        try:
            return [self.visit(node) for node in nodes]
        finally:
            self._inside = outside

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.decorator_list = self._visit_all(node.decorator_list, inside=False)
        node.body = self._visit_all(node.body, inside=not _yields(node.body))
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        node.body = self._visit_all(node.body, inside=False)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.body = self._visit_all(node.body, inside=False)
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        inside = not _yields([node.body])
        node.body = self._visit_all([node.body], inside=inside)[0]
        return node

    def _visit_outside(self, node: ast.AST) -> ast.AST:
        outside, self._inside = self._inside, False
        try:
            return self.generic_visit(node)
        finally:
            self._inside = outside

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _visit_outside

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        # `super()` and `locals()` look at the frame that calls them; the others do not block.
        if not self._inside or (isinstance(node.func, ast.Name) and node.func.id in _NEVER_BLOCK):
            return node
        node.func = _at(node.func, _call("<plan>", node.func))
        return _at(node, ast.YieldFrom(_at(node, _call("<settle>", node))))

    def visit_With(self, node: ast.With) -> ast.AST:
        self.generic_visit(node)
        if self._inside:
            for item in node.items:
                entered = item.context_expr
                item.context_expr = _at(entered, ast.YieldFrom(_call("<guard>", entered)))
        return node


def _call(name: str, argument: ast.expr) -> ast.expr:
    return _at(argument, ast.Call(ast.Name(name, ast.Load()), [argument], []))


def _at(place: ast.AST, node: ast.expr) -> ast.expr:
    for each in (node, *ast.iter_child_nodes(node)):
        if not hasattr(each, "lineno") and isinstance(each, ast.expr):
            ast.copy_location(each, place)
    return node


def _yields(body: list[Any]) -> bool:
    """Whether the code of a function, without the functions in it, is that of a generator."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            waiting.extend(ast.iter_child_nodes(node))
    return False


def without_own_frames(error: BaseException) -> None:
    """Take the frames of this package out of a traceback: the program has none of them."""
    entry = error.__traceback__
    while entry is not None and _is_own(entry):
        entry = entry.tb_next
    error.__traceback__ = entry
    while entry is not None:
        while entry.tb_next is not None and _is_own(entry.tb_next):
            entry.tb_next = entry.tb_next.tb_next
        entry = entry.tb_next


def _is_own(entry: types.TracebackType) -> bool:
    return entry.tb_frame.f_code.co_filename.startswith(_OWN)
