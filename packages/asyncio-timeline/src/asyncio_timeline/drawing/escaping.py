"""Makes the text of a program safe for HTML and SVG. In: any string. Out: markup that shows it."""

from __future__ import annotations

from html import escape

_PICTURES: dict[int, int | str] = {
    **{code: 0x2400 + code for code in range(32) if chr(code) != "\t"},
    127: 0x2421,
    **dict.fromkeys([*range(128, 160), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "�"),
}


def escaped(text: str, *, quotes: bool = False) -> str:
    """Markup as text. Control characters, which XML forbids, become their pictures (`␛`)."""
    return escape(text.translate(_PICTURES), quote=quotes)
