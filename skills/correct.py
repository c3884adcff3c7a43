"""Putting right what was misheard: "no, I said Vosk"."""

from jarvis import Reply, ask, confirm, house, skill
from jarvis.learned import Correction

SHOWN = 5
NOTHING_SAID = "You have not said anything yet that I could correct."
LEFT = "I have left it as it was."
IDLE = frozenset("already again him her it just me no not now really seriously so that this you yes".split())  # noqa: SIM905 - read as a sentence
"""Who says only these corrects nothing: "I meant it", "no, not now"."""
BOTH = "?"
"""What was heard and what is meant, in one: "not bosk, Vosk"."""


@skill(
    "no I said {meant}",
    "no I said {meant} not {heard}",
    "[(no|nope|sorry|no no|wrong|actually|oh)] [(that's|that is|that was) (wrong|not right|not what I said|not it)|you (misheard|got that wrong|heard wrong|heard me wrong)|listen] [no] [but] [what] I [actually|really] (said|meant|did say|was saying) [was] {meant}",
    "[(no|nope|sorry|actually)] I (said|meant) {meant} (not|and not) {heard}",
    "[(no|nope)] [I (said|meant)] not {heard} but {meant}",
    "[(no|nope|sorry)] I (didn't|did not) (say|mean) {heard} [but] I (said|meant) {meant}",
    example="no, I said Vosk",
)
async def correct(meant: str, heard: str = "") -> str | Reply:
    """Correct what I misheard."""
    return await _correct(meant, heard)


@skill("(no|nope) [I (said|meant)] not {words}", example="no, not bosk, Vosk")
async def contrast(words: str) -> str | Reply:
    """Correct what I misheard, telling both words."""
    return await _correct(words, BOTH)


@skill(
    "(what|which) corrections (do you know|have you learned|did you learn)",
    "(what|which) words do you (mishear|get wrong)",
    "(list|tell me|read) [(my|the|all)] corrections",
    example="what corrections do you know",
    reads=True,
)
async def known() -> str:
    """Tell what I have learned from your corrections."""
    found = house().corrections.known()
    if not found:
        return "I have not learned any corrections yet. Say “no, I said” and what you meant."
    told = "; ".join(
        f"number {one.number}: “{one.meant}” where I hear “{one.heard}”" for one in found[-SHOWN:]
    )
    more = len(found) - SHOWN
    return f"I know {told}." + (f" And {more} more: see “jarvis vocabulary list”." if more > 0 else "")


@skill(
    "forget correction [number] {number}",
    "forget (that|the last|my last) correction",
    example="forget the last correction",
)
async def forget(number: int = 0) -> str | Reply:
    """Forget a correction."""
    corrections = house().corrections
    found = corrections.known()
    if not number and not found:
        return "There is no correction I could forget."
    gone = await corrections.forget(number or found[-1].number)
    return Reply(
        f"I take “{gone.heard}” as I hear it again.",
        did={"what": "correction forgotten", "correction": str(gone.number)},
    )


async def _correct(meant: str, heard: str) -> str | Reply:
    if IDLE.issuperset(meant.split()):
        return "All right."
    found = house().corrections.find(meant, heard)
    if found is not None and found.text and found.heard == found.meant.casefold():
        letters = await ask(f"I hear “{found.meant}” again. Please spell it.", spelled=True)
        found = house().corrections.find(letters, "" if " " in found.heard else found.heard)
    if found is None:
        return NOTHING_SAID
    if not found.text:
        text = await ask(f"I find nothing like “{found.meant}” in what you said. What shall I do?")
        found = Correction(found.meant, text=text, turn=found.turn)
    elif not found.repeated and not await confirm(_question(found)):
        return LEFT
    return await _redo(found)


def _question(found: Correction) -> str:
    text = found.text.rstrip(" .,;:!?")
    undo = "undo what I did, and do that" if found.undo else "do that"
    return f"You said: “{text}”. Shall I {undo}?"


async def _redo(found: Correction) -> Reply:
    done = await house().corrections.redo(found)
    did = {**done.did, "corrected": "1"}
    if done.learned is None:
        return Reply(done.text, did=did)
    number = str(done.learned.number)
    text = f"I will know “{done.learned.meant}” from now on. {done.text}"
    return Reply(text, did={**did, "correction": number}, undo=f"forget correction number {number}")
