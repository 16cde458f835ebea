"""A skill for coding assistants: rules of one page, and below them the scripts that prove them.

In: the page `reference/rules.md`, examples, recordings. Out: a folder in the form that assistants
read (https://agentskills.io): `SKILL.md` with a name and a description, and `references/`, a file
for each chapter of examples with code and output, which is opened only when a rule leads there.
"""

from __future__ import annotations

import json
import re
from itertools import groupby

from tested_examples.for_machines import twin
from tested_examples.for_machines.source import Site

NAME = "asyncio-background"
PAGE = "reference/rules.md"

_PROOF = re.compile(r"(?<=\]\()(\S+?/examples/(?P<chapter>\w+)/\w+\.py)(?=\))")


def files(site: Site) -> dict[str, str]:
    """Every file of the skill, by its path below its folder. None if the site has no such page."""
    rules = site.by_uri.get(PAGE)
    if rules is None:
        return {}
    body = twin.twin(rules, site)
    lead = f"---\nname: {NAME}\ndescription: {json.dumps(rules.description)}\n---\n\n"
    return {"SKILL.md": lead + _PROOF.sub(_to_reference, body)} | {
        f"references/{chapter}.md": _reference(chapter, [each.name for each in group], site)
        for chapter, group in groupby(site.examples, key=lambda each: each.name.partition("/")[0])
    }


def _to_reference(link: re.Match[str]) -> str:
    script = link[1].rpartition("/examples/")[2]
    return f"references/{link['chapter']}.md#{script.rpartition('/')[2].removesuffix('.py')}"


def _reference(chapter: str, names: list[str], site: Site) -> str:
    title = chapter.replace("_", " ").capitalize()
    warning = "Each of these is a mistake, shown with what it leads to: do not copy them.\n\n"
    parts = [
        f"## {name.rpartition('/')[2].removesuffix('.py')}\n\n"
        + twin.listed(*site.recorded[name], site)
        for name in names
    ]
    lead = warning if chapter == "mistakes" else ""
    return f"# {title}\n\n{lead}" + "\n\n".join(parts) + "\n"
