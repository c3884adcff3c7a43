"""What the author of a skill may ask for once it was granted: the network and programs, through the daemon.

page = await fetch("https://api.example.org/today")
weather = page.json()
"""

import json
from dataclasses import dataclass
from typing import Any

from jarvis.plugins import house


@dataclass(frozen=True)
class Fetched:
    """What a host answered: the number of its status, and the text."""

    status: int
    text: str

    def json(self) -> Any:  # noqa: ANN401 - JSON can be anything
        """The text read as JSON. Raises ValueError."""
        return json.loads(self.text)


@dataclass(frozen=True)
class Ran:
    """How a program ended, and what it wrote."""

    code: int
    output: str


async def fetch(url: str, body: str | None = None, content_type: str = "application/json") -> Fetched:
    """GET an address, or POST a body to it. Its host must be among `network` of NEEDS.

    The answer may have 256 KB and take 8 seconds. Raises SkillError.
    """
    around: Any = house()
    answer = await around.fetch(url, body, content_type)
    return Fetched(answer["status"], answer["text"])


async def run(program: str, *arguments: str) -> Ran:
    """Start a program that is among `programs` of NEEDS, and wait for its end, 8 seconds at most.

    There is no shell: every argument arrives as it is. Raises SkillError.
    """
    around: Any = house()
    answer = await around.run(program, list(arguments))
    return Ran(answer["code"], answer["output"])


async def notify(text: str) -> None:
    """Show a notification, if NEEDS has `notify=True`. Raises SkillError."""
    around: Any = house()
    await around.notify(text)
