"""What there is: `llms.txt` for those who read, `examples.json` for those who search.

`examples.json`, version 1:

    version   1; a field that goes or means something else makes it 2, a new field does not
    site      the address of the site; every `url` begins with it
    licence   of all the code
    examples  one object for each script, in the order of their names:
      name             its path below examples/
      claim            what it proves, in a sentence
      url              the script itself
      sha256           of its bytes
      requires_python  as in a script block; ">=3.11" where the script says nothing
      dependencies     packages that it needs beside the standard library
      verified_on      the Pythons whose output is below
      is_mistake       whether the mistake is the point: not to be copied
      reported         rules of Ruff and error codes of mypy --strict for it
      transcripts      one for each group of Pythons that print the same:
        pythons, exit_status, normalised (what was left out), lines: [{stream, text}]
      pages            those that show it: [{title, url, markdown}]
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

from tested_examples.example import Example
from tested_examples.for_machines.source import Site
from tested_examples.interpreter import SUPPORTED
from tested_examples.running.recording import Recording

VERSION = 1


def llms_txt(site: Site) -> str:
    """The index of https://llmstxt.org: the pages by section, each with what it is about."""
    parts = [f"# {site.name}", f"> {site.description}"]
    parts.append(
        "Each page is Markdown with the scripts it shows and what they printed on CPython "
        f"{SUPPORTED[0]} to {SUPPORTED[-1]}. Nothing is typed by hand that a machine printed."
    )
    for section, pages in groupby(site.pages, key=lambda each: each.section):
        rows = [
            f"- [{each.title}]({site.address}{each.twin})"
            + (f": {each.description}" if each.description else "")
            for each in pages
        ]
        parts.append(f"## {section}\n\n" + "\n".join(rows))
    parts.append("## Take all of it\n\n" + "\n".join(_all_of_it(site)))
    return "\n\n".join(parts) + "\n"


def _all_of_it(site: Site) -> list[str]:
    return [
        f"- [{name}]({site.address}{name}): {what}"
        for name, what in (
            ("llms-full.txt", "every page, in one file"),
            ("examples.json", "every claim with its script, Pythons, output and pages"),
            ("examples.zip", "every script, to run"),
            ("notebooks.zip", "every script as a notebook"),
            ("skill.zip", "rules for a coding assistant with the scripts that prove them"),
        )
    ]


def examples_json(site: Site) -> str:
    """The catalogue, in the shape that this module's docstring gives."""
    document = {
        "version": VERSION,
        "site": site.address,
        "licence": "MIT-0",
        "examples": [_entry(site, *pair) for pair in site.recorded.values()],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _entry(site: Site, shown: Example, recorded: Recording) -> dict[str, Any]:
    return {
        "name": shown.name,
        "claim": shown.claim,
        "url": f"{site.address}examples/{shown.name}",
        "sha256": shown.digest,
        "requires_python": str(shown.requires_python) or f">={SUPPORTED[0]}",
        "dependencies": [str(each) for each in shown.dependencies],
        "verified_on": list(recorded.versions),
        "is_mistake": shown.is_mistake,
        "reported": list(site.reported.get(shown.name, ())),
        "transcripts": [
            {
                "pythons": list(group.versions),
                "exit_status": group.transcript.status,
                "normalised": [kind.name for kind in group.transcript.normalised],
                "lines": [
                    {"stream": line.stream, "text": line.text} for line in group.transcript.lines
                ],
            }
            for group in recorded.groups
        ],
        "pages": [
            {
                "title": each.title,
                "url": f"{site.address}{each.url}",
                "markdown": f"{site.address}{each.twin}",
            }
            for each in site.pages
            if shown.name in each.shows
        ],
    }
