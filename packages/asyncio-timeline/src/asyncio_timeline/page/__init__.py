"""Puts a drawing onto a page with a table of its moments, and lets the reader step through them.

In: a `Timeline`, perhaps with the source of the script. Out: HTML, CSS and JavaScript.
May import: `drawing`, `findings`, `timeline` and the standard library.
"""
