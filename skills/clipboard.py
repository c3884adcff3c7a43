"""Reading the clipboard aloud. What stands in it was written by somebody else, and is only ever told."""

import os
import unicodedata
from collections.abc import Mapping

from jarvis import skill
from jarvis.errors import SkillError
from jarvis.skill_errands import installed, run_program

PROGRAMS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "wl-paste": (("--list-types",), ("--no-newline", "--type", "text")),
    "xclip": (
        ("-selection", "clipboard", "-target", "TARGETS", "-out"),
        ("-selection", "clipboard", "-target", "UTF8_STRING", "-out"),
    ),
    "xsel": ((), ("--clipboard", "--output")),
}
"""What can read it: how each is asked for the kinds of what is there, and for the text."""
_SECRET = "x-kde-passwordManagerHint"  # noqa: S105 - the kind by which password managers mark what they copy
LONGEST = 600
"""Letters that are read; nobody listens to more."""
_NO_DESKTOP = "There is no clipboard here: I was not started from a desktop."
_INSTALL = "I need a program to read the clipboard. Install {}, then ask again."
_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Cn")


@skill(
    "(read|say|tell|show|speak|give|hear|let's hear|check) [me] [what is (in|on)|what's (in|on)] [the"
    "|my] clipboard [to me|aloud|out loud|again]",
    "read [out] [aloud] [me] what[ is|'s] [currently] (in|on) (the|my) clipboard",
    "[tell me] what[ is|'s| do I have| have I [got]] [currently] (in|on) (the|my) clipboard [now|right now]",
    "[tell me] what[ did I|'ve I| have I] [just] (copy|copied)",
    "[(read|say|tell|show|let's hear|hear|speak) [me] [out] [aloud]] (what|the text|the thing|whatever"
    "|that text) I [have|'ve] [just] copied [to me|again|out loud]",
    "[tell me] what[ is|'s| was] the last (thing|text) [that] I copied",
    "(read|say|show) [me] [out] the (copied text|copied thing)",
    "what[ has|'s] been copied",
    "read (that|it) [out] I [have|just] copied it",
    "[the|my] clipboard",
    example="read the clipboard",
    reads=True,
)
async def read_clipboard() -> str:
    """Read the text in the clipboard."""
    text = told(await _content())
    if not text:
        return "There is no text in the clipboard."
    return f"The clipboard says: “{text}”"


async def _content() -> str:
    """The text, "" for none. Raises SkillError, a sentence."""
    wayland, x11 = os.environ.get("WAYLAND_DISPLAY"), os.environ.get("DISPLAY")
    if not wayland and not x11:
        raise SkillError(_NO_DESKTOP)
    usable = [*(["wl-paste"] if wayland else []), *(["xclip", "xsel"] if x11 else [])]
    program = next(filter(installed, usable), None)
    if program is None:
        raise SkillError(_INSTALL.format("wl-clipboard" if wayland else "xclip"))
    kinds, text = PROGRAMS[program]
    if kinds and _SECRET in await _output(program, kinds):
        raise SkillError("A password is in the clipboard. I do not say it aloud.")
    return await _output(program, text)


async def _output(program: str, arguments: tuple[str, ...]) -> str:
    """What the program writes; "" if it says that there is nothing. Raises SkillError if it hangs."""
    ran = await run_program(tuple(PROGRAMS), program, arguments)
    return str(ran["output"]) if ran["code"] == 0 else ""


def told(text: str) -> str:
    """One line without what nobody can say, and not too long: "…" stands where it goes on."""
    seen = "".join(" " if letter.isspace() else letter for letter in text[: LONGEST * 4])
    visible = (one for one in seen if unicodedata.category(one) not in _UNSEEN)
    words = " ".join("".join(visible).split())
    words = words.replace("“", "'").replace("”", "'")  # it cannot seem to end before it does
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rsplit(' ', 1)[0]} …"
