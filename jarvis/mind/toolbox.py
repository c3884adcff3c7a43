"""Which skills a language model is offered as tools: as many as there is room for, the likeliest first."""

import json
from collections.abc import Callable, Sequence

from jarvis.answerers import SkillAnswerer
from jarvis.mind import tools
from jarvis.mind.example_vectors import examples_of
from jarvis.mind.ranking import cover, words
from jarvis.mind.seam import Tool
from jarvis.plugins import Skill

LETTERS_A_TOKEN = 3


class Toolbox:
    """The skills as tools; together they take `room_tokens` of the model's context at most.

    `meant` tells, in a thread, whether a user's words are for a skill.
    """

    def __init__(
        self,
        skills: Sequence[Skill],
        known: SkillAnswerer,
        meant: Callable[[str, str], bool],
        room_tokens: int,
    ) -> None:
        self.known, self.meant, self._room_tokens = known, meant, room_tokens
        self.skills = {tools.name_of(skill): skill for skill in skills}
        self._tools = [tools.tool_of(skill) for skill in self.skills.values()]
        self._tokens = [_tokens(tool) for tool in self._tools]
        self._examples = [words(skill.example) for skill in self.skills.values()]
        self._words = [
            words(f"{skill.name.replace('.', ' ')} {skill.help.summary} {' '.join(examples_of(skill))}")
            for skill in self.skills.values()
        ]

    def offered(self, text: str) -> tuple[Tool, ...]:
        """All of them, if there is room; else those that share words with `text`.

        The same words give the same tools in the same order: what a model has read already stays read.
        """
        asked = words(text)
        in_words, in_example = cover(asked, self._words), cover(asked, self._examples)
        scores = [
            in_words(all_) + in_example(one) for all_, one in zip(self._words, self._examples, strict=True)
        ]
        if sum(self._tokens) <= self._room_tokens:
            return tuple(self._tools)
        left, chosen = self._room_tokens, set[int]()
        for at in sorted(range(len(scores)), key=lambda at: -scores[at]):
            left -= self._tokens[at]
            if left < 0 or not scores[at]:
                break
            chosen.add(at)
        return tuple(self._tools[at] for at in sorted(chosen))


def tokens(offered: Sequence[Tool]) -> int:
    """About so much room they take in the model's context."""
    return sum(map(_tokens, offered))


def _tokens(tool: Tool) -> int:
    return len(json.dumps((tool.name, tool.description, dict(tool.parameters)))) // LETTERS_A_TOKEN
