"""A few voices in a row: when one is broken, the next one speaks, and that is told once."""

import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from unicodedata import category

from jarvis.errors import BadInputError, SynthesisError
from jarvis.events import Event, VoiceChanged
from jarvis.guarded import IN_WRITING
from jarvis.speech import Sound, Synthesizer
from voice.synthesize.engine import SPEECH_HZ

log = logging.getLogger(__name__)
WORKS_AGAIN = "It works again."


@dataclass(frozen=True)
class Link:
    """A voice in the row; its synthesizer has a breaker around it."""

    engine: str
    voice: str
    synthesizer: Synthesizer


def speakable(text: str) -> bool:
    """Whether there is anything to say: a letter, a digit, or a sign such as "$"."""
    return any(category(letter)[0] in "LNS" for letter in text)


class Chain:
    """Speaks each sentence with the first voice that can; `post` is told when that is another one."""

    def __init__(self, links: Sequence[Link], post: Callable[[Event], None]) -> None:
        self._links, self._post = links, post
        self.in_use = links[0]
        self.rate_hz = SPEECH_HZ

    @property
    def name(self) -> str:
        """The engine in use."""
        return self.in_use.engine

    async def synthesize(self, text: str) -> AsyncGenerator[Sound]:
        """Sound in small pieces, none for what cannot be said.

        A sentence that breaks off is not begun again; the next sentence goes to the next voice. Raises
        SynthesisError when no voice is left.
        """
        problems: list[JarvisProblem] = []
        for link in self._links if speakable(text) else ():
            begun = False
            try:
                async with aclosing(link.synthesizer.synthesize(text)) as sound:
                    async for piece in sound:
                        if not begun:
                            self._speaks(link, str(problems[0]) if problems else WORKS_AGAIN)
                        begun = True
                        yield piece
            except (BadInputError, SynthesisError) as error:
                problems.append(error)
                if begun and link is self._links[-1]:
                    raise
                log.warning("%s %s: %s", link.engine, "broke off" if begun else "did not speak", error)
                if not begun:
                    continue
            return
        if problems:
            raise SynthesisError(str(problems[0]))

    def _speaks(self, link: Link, reason: str) -> None:
        if link is not self.in_use:
            self.in_use = link
            reason = reason.removeprefix(IN_WRITING).strip()
            self._post(VoiceChanged(engine=link.engine, voice=link.voice, reason=reason))


JarvisProblem = BadInputError | SynthesisError
