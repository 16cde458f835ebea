"""Gives the site to programs: the same pages, examples and outputs, in forms that they read.

In: the pages of a build, examples and their recordings. Out: files of the site, by their path.
May import: `pages`, `running`, `example`, `interpreter`, `problem` and `asyncio_timeline`.

    llms.txt, llms-full.txt   the index of https://llmstxt.org, and all pages in one file
    <page>/index.md           the Markdown twin of each page, with code and output in it
    examples.json             every claim, where it was verified, what was printed
    examples.zip              the scripts; notebooks.zip: the same as notebooks
    skills/, skill.zip        rules for a coding assistant, each with the example that proves it

Nothing is run and nothing is typed twice: all is drawn from the recordings that the pages show.
"""
