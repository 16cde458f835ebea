"""Lets a Python function of the standard library report when it is entered and left.

Why not wrap the function, as everybody does? Because a wrapper can be seen. It stands in every
traceback, in `Task.get_stack`, in `traceback.print_stack` and in what asyncio's debug mode prints
as "created at", and it makes each call one frame deeper. A program that is recorded has to print
what it prints without us. So the function stays the same object, with its name, file, lines and
columns, and only its code changes: two calls are written into its source, which is compiled again.
Of `Handle._run`, in asyncio/events.py, this is made:

    def _run(self):                           def _run(self):
        try:                                      _timeline_token = _timeline_Handle__run(self)
            self._context.run(…)                  try:
        except (SystemExit, …):                       try:
            raise                                         self._context.run(…)
        …                                             except (SystemExit, …):
        self = None                                       raise
                                                      …
                                                      self = None
                                                  finally:
                                                      _timeline_leave(_timeline_token)

What is added has the position of the function's first statement, so no traceback shows it.

What was tried instead: `sys.monitoring` (PEP 669) with PY_START, PY_RETURN and PY_UNWIND on the
code of the function. It needs no source and changes no code object, and all tests pass with it on
3.12 and newer. It makes a step 1.5 to 3 times dearer, because PY_UNWIND cannot be asked for one
function alone, and Python 3.11 has none of it. Once 3.11 is no longer supported, from October 2027
on, that is the way to go, if its price has come down.
"""

from __future__ import annotations

import ast
import functools
import inspect
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType
from typing import Any, Literal

When = Literal["enter", "around", "returned"]
"""When `report` is called: on entry only; on entry and exit; or with the returned value, too."""


class CannotSplice(RuntimeError):
    """The source of a function is not there, or is not what runs."""


def splice(
    function: Callable[..., Any], when: When, report: Callable[..., Any]
) -> Callable[[], None]:
    """Call `report` with the parameters of `function`, as values, whenever it is entered.

    when  `enter`     and nothing else
          `around`    what `report` returned is called without arguments on the way out, whether by
                      return or exception, unless it is None
          `returned`  like `around`, and what `report` returned is first called with the value
                      that `function` returns, if it returns

    A coroutine function is entered when its coroutine first runs.

    Returns what undoes it. Frames that are under way then finish with the report they began with.
    Raises `CannotSplice` if the function's source cannot be found.
    """
    if not isinstance(function, FunctionType):
        raise CannotSplice(f"{function!r} is not a plain function: something else replaced it")
    original = function.__code__
    name = f"_timeline_{function.__qualname__.replace('.', '_')}"
    # They stay when the splice is undone: another thread may be about to call them.
    function.__globals__["_timeline_leave"] = _leave
    function.__globals__["_timeline_returned"] = _returned
    function.__globals__[name] = report
    function.__code__ = _spliced(original, when, name)

    def undo() -> None:
        function.__code__ = original
        function.__globals__[name] = _nothing

    return undo


def _nothing(*parameters: object) -> None:
    """Takes the place of a report that nobody wants any more."""


def _leave(token: Callable[[], object] | None) -> None:
    if token is not None:
        token()


def _returned(token: Callable[[Any], object] | None, value: Any) -> Any:
    if token is not None:
        token(value)
    return value


@functools.cache
def _spliced(code: CodeType, when: When, name: str) -> CodeType:
    """The same code with the calls in it."""
    *classes, own = code.co_qualname.split(".")
    try:
        lines, first = inspect.getsourcelines(code)
    except OSError as error:
        raise CannotSplice(f"the source of {code.co_qualname} is not there: {error}") from error
    # Methods are compiled inside of a class, as private names and `super` depend on it.
    head = [f"class {classes[-1]}:\n"] if classes else []
    tree = ast.parse("".join([*head, *lines]))
    ast.increment_lineno(tree, first - 1 - len(head))
    node = _function(tree, own)
    body = node.body
    parameters = [
        *node.args.posonlyargs,
        *node.args.args,
        *([node.args.vararg] if node.args.vararg else []),
        *node.args.kwonlyargs,
        *([node.args.kwarg] if node.args.kwarg else []),
    ]
    call = _call(name, *(each.arg for each in parameters))
    if when == "returned":
        body = [_Returns().visit(statement) for statement in body]
    if when == "enter":
        body = [ast.Expr(call), *body]
    else:
        enter = ast.Assign([ast.Name("_timeline_token", ast.Store())], call)
        leave = ast.Expr(_call("_timeline_leave", "_timeline_token"))
        body = [enter, ast.Try(body=body, handlers=[], orelse=[], finalbody=[leave])]
    for statement in body:
        ast.copy_location(statement, node.body[0])
    node.body = body
    ast.fix_missing_locations(tree)
    module = compile(tree, code.co_filename, "exec", dont_inherit=True, optimize=-1)
    return _code(module, code)


def _function(tree: ast.Module, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == name:
            return node
    raise CannotSplice(f"the source of {name} is not there")


def _call(function: str, *arguments: str) -> ast.Call:
    names: list[ast.expr] = [ast.Name(each, ast.Load()) for each in arguments]
    return ast.Call(ast.Name(function, ast.Load()), names, [])


def _code(outer: CodeType, like: CodeType) -> CodeType:
    found = next(_codes(outer, like), None)
    if found is None:
        raise CannotSplice(f"the source of {like.co_qualname} is not what runs")
    return found


def _codes(outer: CodeType, like: CodeType) -> Iterator[CodeType]:
    """The function's code, wherever in `outer`: annotations have code of their own."""
    for constant in outer.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_name == like.co_name and constant.co_firstlineno == like.co_firstlineno:
                yield constant
            yield from _codes(constant, like)


class _Returns(ast.NodeTransformer):
    """Has each value that the function itself returns pass through `_timeline_returned`."""

    def visit_Return(self, node: ast.Return) -> ast.Return:
        value = node.value or ast.Constant(None)
        passed = _call("_timeline_returned", "_timeline_token")
        passed.args.append(value)
        return ast.copy_location(ast.Return(ast.copy_location(passed, value)), node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AsyncFunctionDef:
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        return node
