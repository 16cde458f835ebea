"""Promise: no example outside of `mistakes/` has what this site warns of, for readers copy it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from support.project import EXAMPLES
from tested_examples import example

ON_PURPOSE = {
    "errors/add_to_an_ending_group.py": "what it does there is refused, and that is the error",
    "cancelling/whose_cancellation.py": "shows what happens then, beside the cure",
    "frameworks/anyio_cancels_again.py": "shows what AnyIO does about it",
    "waiting/a_timeout_asks.py": "shows what a timeout can do about it",
}
"""Examples that swallow a cancellation, and why."""

NAMES = [name for name in example.names(EXAMPLES) if not name.startswith("mistakes/")]


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_safe_to_copy(name: str) -> None:
    """Whoever copies it has no blocked loop, no swallowed cancellation, no overlooked error."""
    tree = ast.parse((EXAMPLES / name).read_text(encoding="utf-8"))
    found = [*pools_closed_in_async_code(tree), *errors_taken_for_none(tree)]
    if name not in ON_PURPOSE:
        found += swallowed_cancellations(tree)
    assert not found


def pools_closed_in_async_code(tree: ast.AST) -> Iterator[str]:
    """`with …PoolExecutor()` in an async function: its end blocks the event loop."""
    for function in ast.walk(tree):
        if isinstance(function, ast.AsyncFunctionDef):
            for block in ast.walk(function):
                if isinstance(block, ast.With):
                    for item in block.items:
                        if "PoolExecutor" in ast.unparse(item.context_expr):
                            yield f"line {block.lineno}: a pool is closed in async code"


def errors_taken_for_none(tree: ast.AST) -> Iterator[str]:
    """`if task.exception():` or with `:=`: an exception may be false."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If | ast.IfExp | ast.While):
            told = node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]
            for each in told:
                value = each.value if isinstance(each, ast.NamedExpr) else each
                if isinstance(value, ast.Call) and ast.unparse(value.func).endswith(".exception"):
                    yield f"line {node.lineno}: an exception may be false, ask `is not None`"


def swallowed_cancellations(tree: ast.AST) -> Iterator[str]:
    """`except CancelledError` that does not raise: it may be your own."""
    for handler in ast.walk(tree):
        if isinstance(handler, ast.ExceptHandler) and handler.type is not None:
            raises = any(isinstance(each, ast.Raise) for each in ast.walk(handler))
            if "CancelledError" in ast.unparse(handler.type) and not raises:
                yield f"line {handler.lineno}: a CancelledError is swallowed"


@pytest.mark.parametrize(
    "mistake",
    [
        "async def main():\n    with ThreadPoolExecutor() as pool:\n        pass",
        "if not task.cancelled() and (error := task.exception()):\n    pass",
        "if task.exception():\n    pass",
        "try:\n    pass\nexcept asyncio.CancelledError:\n    pass",
    ],
)
def test_mistakes_are_found(mistake: str) -> None:
    """Each of the three detectors works."""
    tree = ast.parse(mistake)
    detectors = pools_closed_in_async_code, errors_taken_for_none, swallowed_cancellations
    assert sum(len(list(find(tree))) for find in detectors) == 1
