"""Python source with its keywords, strings, numbers and comments marked. In: source. Out: HTML."""

from __future__ import annotations

import io
import keyword
import tokenize
from collections.abc import Iterable, Iterator

from asyncio_timeline.drawing.escaping import escaped


def highlighted(source: str, file: str | None = None) -> str:
    """A script, or another `file`, as HTML, a `<span class="line" data-line>` a line.

    Keywords, strings, numbers and comments by the `tokenize` module; what it cannot read stays
    plain from there on.
    """
    lines = source.removesuffix("\n").split("\n")
    colours: dict[int, list[tuple[int, int, str]]] = {}
    for kind, (row, column), (last_row, last_column) in _tokens(source):
        for number in range(row, last_row + 1):
            start = column if number == row else 0
            end = last_column if number == last_row else len(lines[number - 1])
            colours.setdefault(number, []).append((start, end, kind))
    before = "" if file is None else escaped(f"{file}:", quotes=True)
    return "".join(
        f'<span class="line" data-line="{before}{number}">'
        f"{_coloured(text, colours.get(number, []))}\n</span>"
        for number, text in enumerate(lines, 1)
    )


def _tokens(source: str) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
    begun: list[tuple[int, int]] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            name = tokenize.tok_name[token.type]
            # From 3.12 on f-strings, and from 3.14 on t-strings, come in parts, nested perhaps.
            if name in ("FSTRING_START", "TSTRING_START"):
                begun.append(token.start)
            elif name in ("FSTRING_END", "TSTRING_END"):
                start = begun.pop()
                if not begun:
                    yield "string", start, token.end
            elif begun:
                continue
            elif name == "STRING":
                yield "string", token.start, token.end
            elif name == "NUMBER":
                yield "number", token.start, token.end
            elif name == "COMMENT":
                yield "comment", token.start, token.end
            elif name == "NAME" and keyword.iskeyword(token.string):
                yield "keyword", token.start, token.end
    except (tokenize.TokenError, SyntaxError):
        return


def _coloured(text: str, colours: Iterable[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    place = 0
    for start, end, kind in colours:
        parts.append(escaped(text[place:start]))
        parts.append(f'<span class="{kind}">{escaped(text[start:end])}</span>')
        place = end
    return "".join([*parts, escaped(text[place:])])
