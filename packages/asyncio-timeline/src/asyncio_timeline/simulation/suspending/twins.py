"""Compiles a function a second time, as a generator that can be suspended: its twin.

Why: a simulated thread has to stop in the middle of a function while other threads go on, and a
browser gives Python one stack and no threads. A generator is what Python can stop and go on with.
So where the function blocks its twin yields what it waits for, up to whoever runs the threads:

    the thread's function      work(2) ─ with lock ────── time.sleep(2) ───── return
                                            │                  │
    its twin yields              "until the lock is free"  "until 2 s have gone by"
                                            │                  │
    the world (see `world`)      ───────────┴─ other threads ──┴─ other threads ─────▶

In code, as `python -m asyncio_timeline.simulation.suspending.twins FILE work` prints it:

    def work(n):            def work(n):
        with lock:              <with 1> = lock
            time.sleep(n)       <as 1> = (yield from <enter>(<with 1>))
                                <plain 1> = True
                                try:
                                    try:
                                        yield from <settle>(<plan>(time.sleep)(n))
                                    except:
                                        <plain 1> = False
                                        if not (yield from <leave>(<with 1>, True)):
                                            raise
                                finally:
                                    if <plain 1>:
                                        yield from <leave>(<with 1>, False)

Every call becomes one that may yield; what `plan`, `settle`, `enter` and `leave` do is said in
`may_block`. `with` becomes `try`, as entering and leaving may block, and the elements of a
comprehension are computed one by one. Each call is made from where the source makes it, with the
lines and columns of the source, so tracebacks, recorded lines and the order of evaluation stay what
they are. Names in angle brackets are possible in compiled code and impossible in a program.

What was tried instead:

No twins, blocking on the stack only. A thread that waits then holds up every thread below it on the
    stack. Of 109 examples 27 cannot run so: nearly all that have an executor or a thread.
Greenlets, which switch stacks. They cannot be built for WebAssembly (pyodide issue 5037).
Real threads, of which one at a time may run. Right on CPython, but a page has them only with
    SharedArrayBuffer, which needs HTTP headers that a static site cannot send. And then there would
    be two mechanisms, which must agree to the microsecond.
JSPI, with which WebAssembly suspends its own stack (`pyodide.ffi.run_sync`). Chromium has it,
    Firefox and Safari are to follow. Once all have it, it can replace twins, and `Lane.go_on` is
    the only function that has to change.
Subclasses. `Thread` and `Lock` are replaced already; it is the program's own function that has to
    stop in the middle.
"""

from __future__ import annotations

import ast
import builtins
import copy
import linecache
import sys
import tokenize
from collections.abc import Iterator
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR
from types import CodeType, FunctionType
from typing import Any, TypeAlias, TypeVar, cast

Node = TypeVar("Node", bound=ast.AST)

_ELEMENT = "<element>"  # the parameter of what computes one element of a comprehension
_FUNCTIONS = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip
_NEVER_BLOCK = frozenset(dir(builtins))
_LAMBDA = "<lambda>"
_Kind: TypeAlias = type[ast.FunctionDef] | type[ast.Lambda]
_Scopes: TypeAlias = tuple[str | None, ...]


def compile_twin(function: FunctionType) -> CodeType | None:
    """The code of the twin; None if there is nothing in it that could be suspended.

    There is none either if the source is not there, or is not what runs.
    """
    code = function.__code__
    if code.co_flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR):
        return None
    source = _source(function)
    for node, scopes in source.functions(code.co_name, code.co_firstlineno):
        plain = _compiled(source.imports, node, scopes, code)
        if code in plain:
            node = copy.deepcopy(node)
            _suspend(node)
            twins = _compiled(source.imports, node, scopes, code)
            twin = twins[plain.index(code)] if len(twins) == len(plain) else code
            return twin if twin.co_flags & CO_GENERATOR else None
    return None


class _Source:
    """The source of a file, which is walked once, as it takes longer than all that follows."""

    def __init__(self, text: str) -> None:
        try:
            self._tree = ast.parse(text)
        except SyntaxError:
            self._tree = ast.Module([], [])
        self.imports = list(_imports(self._tree))
        self._found: dict[_Kind, dict[tuple[str, int], list[tuple[Any, _Scopes]]]] = {}

    def functions(self, name: str, first_line: int) -> list[tuple[Any, _Scopes]]:
        """The functions of this name that begin in this line, each with its scopes."""
        kind: _Kind = ast.Lambda if name == _LAMBDA else ast.FunctionDef
        if kind not in self._found:
            found = self._found[kind] = {}
            for node, scopes in _functions(self._tree, kind, ()):
                place = (getattr(node, "name", _LAMBDA), _first_line(node))
                found.setdefault(place, []).append((node, scopes))
        return self._found[kind].get((name, first_line), [])


_sources: dict[str, _Source] = {}


def forget_sources() -> None:
    """The next program may have the same file name."""
    _sources.clear()


def _source(function: FunctionType) -> _Source:
    file = function.__code__.co_filename
    if file not in _sources:
        _sources[file] = _Source("".join(linecache.getlines(file, function.__globals__)))
    return _sources[file]


def _functions(tree: ast.AST, kind: _Kind, scopes: _Scopes) -> Iterator[tuple[Any, _Scopes]]:
    """The functions of this kind, each with its scopes: names of classes, None for functions."""
    for node in ast.iter_child_nodes(tree) if kind is ast.Lambda else _statements(tree):
        if isinstance(node, kind):
            yield node, scopes
        inner = scopes
        if isinstance(node, ast.ClassDef):
            inner = (*scopes, node.name)
        elif isinstance(node, _FUNCTIONS):
            inner = (*scopes, None)
        yield from _functions(node, kind, inner)


def _statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Those in a module or statement, and what holds others: handlers, cases."""
    for name in ("body", "handlers", "orelse", "finalbody", "cases"):
        yield from getattr(tree, name, ())


def _first_line(node: Any) -> int:
    lines: list[int] = [each.lineno for each in (node, *getattr(node, "decorator_list", []))]
    return min(lines)


def _imports(tree: ast.AST) -> Iterator[ast.stmt]:
    """The imports of a module: calls of an imported module's functions are compiled otherwise."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node
        elif isinstance(node, (ast.If, ast.Try, ast.With, ast.ExceptHandler)):
            yield from _imports(node)


def _compiled(
    imports: list[ast.stmt], node: Any, scopes: _Scopes, code: CodeType
) -> list[CodeType]:
    """A function, compiled where its names mean the same as in its module.

    More than one code may have its place, as there are functions in the defaults of functions.
    """
    wrapped: ast.stmt = node if isinstance(node, ast.FunctionDef) else ast.Expr(node)
    outermost: ast.FunctionDef | None = None
    for name in reversed(scopes):  # for closures, `super()` and names with two underscores
        scope: Any = ast.parse("def scope(): pass" if name is None else f"class {name}: pass")
        [around] = scope.body
        around.body = [wrapped]
        wrapped = around
        if name is None:
            outermost = around
    if outermost is not None:
        free = [name for name in code.co_freevars if name != "__class__"]
        outermost.args.args = [ast.arg(name) for name in free]
    module = ast.Module([*imports, ast.fix_missing_locations(wrapped)], [])
    try:
        made = compile(module, code.co_filename, "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return []
    place = (code.co_name, code.co_firstlineno)
    return [each for each in _codes(made) if (each.co_name, each.co_firstlineno) == place]


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            if _ELEMENT not in each.co_varnames:
                yield each
            yield from _codes(each)


def _suspend(node: Any) -> None:
    """Change a plain function into its twin. It stays what it is if it calls nothing."""
    _Suspending().own_body(node)


class _Suspending(ast.NodeTransformer):
    """Makes each call in the body of one function a call that may yield."""

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

    def own_body(self, node: Any) -> None:
        """Change the code of a function, but not that of the functions in it."""
        if isinstance(node, ast.Lambda):
            [node.body] = self._visit_all([node.body], inside=True)
        else:
            node.body = self._visit_all(node.body, inside=True)

    def _visit_function(self, node: Any) -> ast.AST:
        # It becomes a function object, which gets a twin of its own when it is called.
        return cast("ast.AST", node)

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = visit_Lambda = _visit_function

    def _visit_generators(self, node: Any) -> None:
        """Of a comprehension only the first iterable belongs to the function around it."""
        first = node.generators[0]
        first.iter = self.visit(first.iter)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.AST:
        self._visit_generators(node)
        return node

    def _visit_comprehension(self, node: Any) -> Any:
        self._visit_generators(node)
        names = ("key", "value") if isinstance(node, ast.DictComp) else ("elt",)
        parts: list[Any] = [getattr(node, name) for name in names]
        if any(isinstance(each, ast.NamedExpr) for each in ast.walk(node)):
            return node
        if None in parts or isinstance(parts[0], ast.Starred):  # unpacks (3.15, PEP 798)
            return node
        parts = self._visit_all(parts, inside=True)
        if not _yields(parts):
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


# ------------------------------------------------------------------------------ the command


def shown(source: str, name: str) -> str:
    """The twin of a function, `work`, `Class.method` or `outer.inner`, as text.

    Raises `LookupError`, with a sentence, if there is no such function or it has no twin;
    `SyntaxError` or `ValueError` if the source is no Python code.
    """
    functions = dict(_by_name(ast.parse(source), ""))
    if name not in functions:
        raise LookupError(f"there is no function {name}, but: {', '.join(functions) or 'none'}")
    node = functions[name]
    if isinstance(node, ast.AsyncFunctionDef):
        raise LookupError(f"{name} has no twin: it is a coroutine function, which suspends itself")
    if _yields(node.body):
        raise LookupError(f"{name} has no twin: it is a generator function, which is left as it is")
    _suspend(node)
    if not _yields(node.body):
        raise LookupError(f"{name} has no twin: it calls nothing that could block")
    return ast.unparse(node)


def _by_name(tree: ast.AST, prefix: str) -> Iterator[tuple[str, Any]]:
    """All functions with a name, in the order of the source."""
    for node in _statements(tree):
        inner = prefix
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            inner = f"{prefix}{node.name}."
            if not isinstance(node, ast.ClassDef):
                yield prefix + node.name, node
        yield from _by_name(node, inner)


def main() -> int:
    """Print the twin of a function."""
    import argparse  # which no simulation needs

    parser = argparse.ArgumentParser(
        prog=f"python -m {__spec__.name}",
        description="Print the twin of a function: what runs in a simulated thread instead of it.",
    )
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("function", metavar="FUNCTION", help="work, Class.method or outer.inner")
    options = parser.parse_args()
    try:
        with tokenize.open(options.file) as file:
            print(shown(file.read(), options.function))
    except OSError as error:
        parser.error(f"cannot read {options.file}: {error.strerror}")
    except SyntaxError as error:
        parser.error(f"{options.file} is not Python: line {error.lineno}: {error.msg}")
    except ValueError as error:
        parser.error(f"{options.file} is not Python: {error}")
    except LookupError as error:
        parser.error(f"{options.file}: {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
