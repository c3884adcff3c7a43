"""Dictation: what is said next is typed into the window that has the keyboard, until "stop dictation".

What was dictated is never said back, logged or noted as evidence: only how much it was, and where.
"""

import asyncio

from jarvis import Reply, ask, skill
from jarvis.dictation_words import SCRATCH, STOPS, typed
from jarvis.errors import NoAnswerError
from jarvis.keyboard import FocusLostError, HeldError, focused, take_back, type_into
from jarvis.windows import WindowsError

BEGIN = "Go ahead, and say “stop dictation” at the end."
GO_ON = "Typed."
_Focus = tuple[int, int]


class _Paper:
    """What was typed, and where."""

    def __init__(self, focus: _Focus) -> None:
        self.focus, self.text = focus, ""
        self._pieces: list[str] = []

    async def take(self, said: str) -> str:
        """Type it, or take back what was typed last; gives what to say. Raises WindowsError."""
        if SCRATCH.fullmatch(said):
            if not self._pieces:
                return "There is nothing to take back."
            piece = self._pieces.pop()
            await asyncio.to_thread(take_back, self.focus, len(piece))
            self.text = self.text[: -len(piece)]
            return "Taken back."
        piece = typed(said, self.text)
        try:
            await asyncio.to_thread(type_into, self.focus, piece)
        except HeldError as error:
            return str(error)
        except FocusLostError as error:
            self.text += piece[: error.typed]
            raise
        self.text += piece
        self._pieces.append(piece)
        return GO_ON


_WHAT = (
    "(what|whatever|everything) (I|I'm|I am|we) (say|am saying|saying|dictate|am dictating|dictating"
    "|tell you|speak|read out)"
)
_THERE = "[right] (in|into|to) (the|this|my) (window|document|text|field|box|editor|email|page|program|app)"
_THING = (
    "(something|a (letter|message|text|note|email|mail|document|paragraph|sentence)|an (email|e mail)"
    "|some text)"
)


@skill(
    "[let's|let us] (take|start|begin|do|open|enter|go into|switch to|turn on|switch on) [taking|in] "
    "[a|the|some] dictation [mode|now|please]",
    "(turn|switch) dictation [mode] on",
    "(take|start|begin) dictating",
    "(start|begin) typing (for me|as I speak|as I talk|along)",
    "dictation [mode] [please|on]",
    f"[start|begin] (type|typing|write|writing|put|take) [out|down|in] {_WHAT} [here|there|please]",
    f"[start|begin] (type|typing|write|writing|put|enter) [out|down|in] {_WHAT} {_THERE}",
    f"(type|write|put) {_THERE} {_WHAT}",
    f"(write|type|put) (this|it|that|something) [down|out] [for me] {_THERE}",
    "type [(this|that|something)] [for me] [please]",
    "(type|write) [along] (with me|as I (speak|talk))",
    f"[I (want|need|would like) to|I'd like to|let me|can I|may I|I will|I'll|let's] dictate [{_THING}] "
    "[to you|please|now] [you type|and you type]",
    example="take dictation",
)
async def dictate() -> str | Reply:
    """Type what you say into the window that you are in, until you say “stop dictation”."""
    try:
        focus, title = await asyncio.to_thread(focused)
    except WindowsError as error:
        return str(error)
    paper, problem = _Paper(focus), ""
    try:
        await _until_told(paper)
    except NoAnswerError:  # silence, or "never mind"
        problem = ""
    except WindowsError as error:
        problem = f"{error} I stopped typing. "
    count = len(paper.text)
    if not count:
        return f"{problem}I have typed nothing."
    letters = "1 letter" if count == 1 else f"{count} letters"
    did = {"what": "dictation typed", "on": title, "before": "", "after": letters}
    return Reply(f"{problem}I typed {letters} into {title}.", did=did)


async def _until_told(paper: _Paper) -> None:
    """One utterance after the other."""
    tells = BEGIN
    while True:
        said = await ask(tells)
        rest = STOPS.sub("", said)
        if rest.strip():
            tells = await paper.take(rest)
        if rest != said:
            return
