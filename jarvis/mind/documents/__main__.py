"""The process that reads files, so that a hostile one hurts nobody else.

A line of JSON in, `{"path": …, "sha256": what is known already}`; one out, see `answer`.
"""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jarvis.errors import BadInputError, contained
from jarvis.mind.documents import kinds
from jarvis.mind.documents.passages import passages

MEMORY = 1_500_000_000
"""Bytes of address space."""


def answer(path: str, known: str) -> dict[str, Any]:
    """`{"sha256", "title", "passages"}`, only the first if that is what is known; or `{"refused"}`."""
    file = Path(path)
    content, sha256 = kinds.load(file)
    if sha256 == known:
        return {"sha256": sha256}
    found = contained(lambda: kinds.parse(file, content))
    if isinstance(found, BadInputError):
        said = str(found)
        return {"sha256": sha256, "refused": said if file.name in said else f"{file.name}: {said}"}
    if isinstance(found, Exception):
        return {"sha256": sha256, "refused": f"{file.name} is damaged or not what its name says."}
    cut = [asdict(passage) for passage in passages(found)]
    return {"sha256": sha256, "title": found.title, "passages": cut}


def main() -> None:
    """Answer until stdin ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(2_000)
    for line in sys.stdin:
        asked = json.loads(line)
        found = contained(lambda asked=asked: answer(asked["path"], asked["sha256"]))  # type: ignore[misc]
        told = {"refused": str(found), "sha256": ""} if isinstance(found, Exception) else found
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
