"""Tells a run: who woke whom, in words and as a drawing.

In: a `Timeline`. Out: sentences, places in time, and SVG.
May import: `timeline`, `own` and the standard library; never `recording` or `simulation`.
"""
