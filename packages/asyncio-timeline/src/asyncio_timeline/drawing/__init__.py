"""Tells a run in words and as a drawing. In: a `Timeline`. Out: sentences, SVG, CSS.

`story` says what the records mean together. `words` and the drawing (`scale`, then `layout`, then
`svg`) tell that story. `lanes`, `marks` and `signs` hold what there is to draw.

May import: `timeline`, `own` and the standard library; never `recording` or `simulation`.
"""
