"""Records a run of an asyncio program and draws it. Standard library only, CPython 3.11 to 3.15.

    python -m asyncio_timeline SCRIPT -o timeline.html

`timeline` is the data, `recorder` watches a run, `simulation` runs a program on a simulated clock,
`drawing` turns a timeline into SVG and into a table of steps.
"""
