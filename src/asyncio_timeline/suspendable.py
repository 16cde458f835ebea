"""Turns functions that block into generators that can be suspended.

A browser gives Python one stack and no threads. To let a simulated thread wait while others go on,
its function is compiled a second time, with every call `f(x)` as

    (yield from settle(plan(f)(x)))

where `plan(f)` is `f` itself for what cannot block, and otherwise f's own twin, whose result is a
generator: each call is made from where the source makes it, so lines, tracebacks and evaluation
order stay. `with` becomes `try`, as entering and leaving may block, and the elements of
comprehensions are computed one by one.

Left as they are: generators, coroutines, callbacks that C code calls, and the standard library
except what `_LIBRARY` names. What blocks in there blocks on the stack (`schedule.drive`).
"""

from __future__ import annotations

import ast
import builtins
import linecache
import os
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from contextvars import Context
from functools import partial
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR
from pathlib import Path
from types import BuiltinMethodType, CodeType, FunctionType, MethodType
from typing import Any, TypeVar, cast

from asyncio_timeline.schedule import Steps, Wait

Node = TypeVar("Node", bound=ast.AST)
Twin = TypeVar("Twin", bound=Callable[..., Steps[Any]])

# Python code of the standard library that blocks. Its source has to be there.
_LIBRARY = frozenset(
    {
        "asyncio.runners",
        "concurrent.futures._base",
        "concurrent.futures.thread",
        "queue",
        "threading",
    }
)
_OF_LOOPS = frozenset({"run_until_complete", "run_forever", "_run_once"})
_STANDARD_LIBRARY = str(Path(os.__file__).parent) + os.sep
_OWN = str(Path(__file__).parent) + os.sep

_suspendable: dict[FunctionType, Callable[..., Steps[Any]]] = {}


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


def suspends(function: Callable[..., Any]) -> Callable[[Twin], Twin]:
    """Decorator: the generator function to use where `function` can be suspended."""

    def register(steps: Twin) -> Twin:
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
    steps = cast("Steps[Any]", settle(plan(function)(*args, **kwargs)))
    return (yield from steps)


def enter(manager: Any) -> Steps[Any]:
    """Enter a context manager. As in `with`, it is looked at before that whether it can be left."""
    kind = cast("Any", type(manager))
    for name in ("__enter__", "__exit__"):
        if not hasattr(kind, name):
            with manager:  # raises what it raises
                pass
    return (yield from call(kind.__enter__, manager))


def leave(manager: Any, failed: bool) -> Steps[Any]:
    """Leave a context manager, because of the exception that is being handled or without one."""
    error = sys.exc_info() if failed else (None, None, None)
    return (yield from call(cast("Any", type(manager)).__exit__, manager, *error))


def collect(
    kind: Callable[[list[Any]], Any], elements: Iterable[Callable[[Any], Any]]
) -> Steps[Any]:
    """A list, set or dictionary of what the elements, as steps or as plain calls, give."""
    collected: list[Any] = []
    for element in elements:
        collected.append((yield from element(None)))  # noqa: PERF401  (it yields)
    return kind(collected)


def _steps_of(function: Any) -> Callable[..., Steps[Any]] | None:
    kind: Any = type(cast("object", function))
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

_CALLED: dict[str, Callable[..., Any]] = {
    "<plan>": plan,
    "<settle>": settle,
    "<enter>": enter,
    "<leave>": leave,
    "<collect>": collect,
    "<list>": list,
    "<set>": set,
    "<dict>": dict,
}
# Names that no program can have. They are looked up as builtins, from whatever module.
_NEVER_BLOCK = frozenset(dir(builtins))

_twins: dict[CodeType, CodeType | None] = {}
_modules: dict[str, tuple[list[CodeType], list[CodeType]]] = {}


def install() -> Callable[[], None]:
    """Let compiled twins find what they call. Returns what undoes it."""
    builtins.__dict__.update(_CALLED)
    before = dict(_suspendable)

    def undo() -> None:
        _suspendable.clear()
        _suspendable.update(before)
        for name in _CALLED:
            builtins.__dict__.pop(name, None)
        _forget_the_program()

    return undo


def _forget_the_program() -> None:
    """What was compiled of the standard library is good for the next run, too."""
    for code in [each for each in _twins if not each.co_filename.startswith(_STANDARD_LIBRARY)]:
        del _twins[code]
    for file in [each for each in _modules if not each.startswith(_STANDARD_LIBRARY)]:
        del _modules[file]


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
        module = function.__globals__.get("__name__")
        if module == "asyncio.base_events":
            return function.__name__ in _OF_LOOPS
        return module in _LIBRARY
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
        places = [[(each.co_name, each.co_firstlineno) for each in half] for half in codes]
        if places[0] == places[1]:
            _modules[file] = codes
    return _modules[file]


def _codes(code: CodeType) -> Iterator[CodeType]:
    """The functions in a module, and those in them. Comprehensions differ by version."""
    for each in code.co_consts:
        if isinstance(each, CodeType):
            if each.co_name not in _COMPREHENSIONS and _ELEMENT not in each.co_varnames:
                yield each
            yield from _codes(each)


_COMPREHENSIONS = frozenset({"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"})
_ELEMENT = "<element>"  # the parameter of what computes one element


class _Suspending(ast.NodeTransformer):
    """Makes every plain function that calls something a generator."""

    def __init__(self) -> None:
        self._inside = False  # of a function that may become a generator
        self._count = 0

    def _visit_all(self, nodes: list[Node], *, inside: bool) -> list[Node]:
        outside, self._inside = self._inside, inside
        try:
            visited: list[Any] = [self.visit(node) for node in nodes]
            flat: list[Node] = []
            for each in visited:
                flat += cast("list[Node]", each) if type(each) is list else [each]
            return flat
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

    def _visit_generators(self, node: Any) -> None:
        """Of a comprehension only the first iterable belongs to the function around it."""
        first, *others = node.generators
        first.iter = self.visit(first.iter)
        for each in others:
            [each.iter] = self._visit_all([each.iter], inside=False)
        for each in node.generators:
            each.ifs = self._visit_all(each.ifs, inside=False)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.AST:
        self._visit_generators(node)
        [node.elt] = self._visit_all([node.elt], inside=False)
        return node

    def _visit_comprehension(self, node: Any) -> Any:
        self._visit_generators(node)
        names = ("key", "value") if isinstance(node, ast.DictComp) else ("elt",)
        parts: list[Any] = [getattr(node, name) for name in names]
        suspended = self._inside and not any(
            # The last two unpack (3.15, PEP 798).
            isinstance(each, (ast.NamedExpr, ast.Starred)) or None in parts
            for each in ast.walk(node)
        )
        parts = self._visit_all([part for part in parts if part], inside=suspended)
        for name, part in zip(names, parts, strict=False):
            setattr(node, name, part)
        if not suspended or not _yields(parts):
            return node
        element = parts[0] if len(parts) == 1 else _at(node, ast.Tuple(parts, ast.Load()))
        parameters = ast.arguments([], [ast.arg(_ELEMENT)], None, [], [], None, [])
        elements = ast.GeneratorExp(ast.Lambda(parameters, element), node.generators)
        kind = {"ListComp": "list", "SetComp": "set", "DictComp": "dict"}[type(node).__name__]
        collected = _call("<collect>", _at(node, ast.Name(f"<{kind}>", ast.Load())), elements)
        return _at(node, ast.YieldFrom(_at(node, collected)))

    visit_ListComp = visit_SetComp = visit_DictComp = _visit_comprehension

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        # `super()` and `locals()` look at the frame that calls them; the others do not block.
        if not self._inside or (isinstance(node.func, ast.Name) and node.func.id in _NEVER_BLOCK):
            return node
        node.func = _at(node.func, _call("<plan>", node.func))
        return _at(node, ast.YieldFrom(_at(node, _call("<settle>", node))))

    def visit_With(self, node: ast.With) -> Any:
        self.generic_visit(node)
        if not self._inside:
            return node
        body: list[ast.stmt] = node.body
        for item in reversed(node.items):
            body = self._expanded(item, body)
        for each in body:
            for part in ast.walk(each):
                if not hasattr(part, "lineno"):
                    ast.copy_location(part, node)
        return body

    def _expanded(self, item: ast.withitem, body: list[ast.stmt]) -> list[ast.stmt]:
        """One item of a `with` statement, as the language reference expands it (8.5)."""
        self._count += 1
        manager, value, plain = (f"<{name} {self._count}>" for name in ("with", "as", "plain"))
        source = """
manager = None
value = yield from enter(manager)
plain = True
try:
    try:
        pass
    except:
        plain = False
        if not (yield from leave(manager, True)):
            raise
finally:
    if plain:
        yield from leave(manager, False)
"""
        names = {"manager": manager, "value": value, "plain": plain}
        names |= {"enter": "<enter>", "leave": "<leave>"}
        tree: Any = ast.parse(source)
        for part in ast.walk(tree):
            if isinstance(part, ast.Name):
                part.id = names[part.id]
            for attribute in ("lineno", "end_lineno", "col_offset", "end_col_offset"):
                if hasattr(part, attribute):
                    delattr(part, attribute)
        begin, entered, flag, block = tree.body
        begin.value = item.context_expr
        if item.optional_vars is not None:
            target = ast.Assign([item.optional_vars], ast.Name(value, ast.Load()))
            body = [target, *body]
        block.body[0].body = body
        return [begin, entered, flag, block]


def _call(name: str, *arguments: ast.expr) -> ast.expr:
    called = ast.Call(ast.Name(name, ast.Load()), list(arguments), [])
    return _at(arguments[0], called)


def _at(place: ast.AST, node: ast.expr) -> ast.expr:
    for each in ast.walk(node):
        if not hasattr(each, "lineno") and isinstance(each, (ast.expr, ast.arg)):
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
