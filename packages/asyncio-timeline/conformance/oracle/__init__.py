"""Random programs that know who created, woke and cancelled whom, held against their timelines.

`script` is a small language. `grown` draws a script at random, `emitted` writes it as Python, and
`foreseen` plays it by itself: what a run must be is known from the script, not seen by a second
recorder. `held` compares a timeline with that. `told` does the same to the words of a drawing,
`lies` plants wrong causes to prove that each would be found, and `tried` runs it all.
"""
