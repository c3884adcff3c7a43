"""Language models for tests: one that says what its script says, and one that obeys whatever it reads."""

import json
import re
from collections.abc import AsyncGenerator, Sequence

from jarvis.mind.seam import Health, Message, Piece, Rank, Tool, ToolCall

ORDER = re.compile(r"CALL ([\w.-]+) (\{[^{}]*\})")
"""How an instruction looks to the obedient one: `CALL timer-set_timer {"duration": "one hour"}`."""


class ScriptedModel:
    """`script` is what it says in each round; when that is used up, nothing."""

    name = "scripted"
    rank = Rank.CAPABLE

    def __init__(self, *script: Sequence[Piece], rank: Rank = Rank.CAPABLE) -> None:
        self.script, self.rank = list(script), rank
        self.shown: list[list[Message]] = []
        self.offered: list[list[str]] = []

    async def chat(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> AsyncGenerator[Piece]:
        """The next round."""
        self.shown.append(list(messages))
        self.offered.append([tool.name for tool in tools])
        for piece in self._next(messages):
            yield piece

    def _next(self, messages: Sequence[Message]) -> Sequence[Piece]:  # noqa: ARG002 - it heeds only its script
        return self.script.pop(0) if self.script else ()

    async def warm(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> None:
        """Nothing to do."""

    async def health(self) -> Health:
        """Always well."""
        return Health("scripted:99b")

    async def close(self) -> None:
        """Nothing to close."""


class ObedientModel(ScriptedModel):
    """The worst case: follows its script, then every instruction in anything it is shown, and says so."""

    def _next(self, messages: Sequence[Message]) -> Sequence[Piece]:
        if self.script:
            return self.script.pop(0)
        found = dict.fromkeys(order for one in messages for order in ORDER.findall(_unquoted(one.text)))
        calls = [ToolCall(name, json.loads(arguments)) for name, arguments in found]
        return ["Done! I did what it says.", *calls]


def _unquoted(text: str) -> str:
    """What a model reads where a result is wrapped in JSON."""
    try:
        return str(json.loads(text)["data"])
    except (ValueError, LookupError, TypeError):
        return text
