"""Undoing the last thing, doing it again, and saying it again."""

from jarvis import Reply, house, skill

NOTHING_DONE = "There is nothing I could undo."
NOTHING_SAID = "I have not said anything yet."


@skill(
    "undo [(that|it|this|the last (thing|command))]",
    "(take|took) (that|it) back",
    "reverse that",
    example="undo that",
)
async def undo() -> str | Reply:
    """Undo the last thing I did."""
    outcome = await house().doings.undo()
    return Reply(outcome.text, did=outcome.did) if outcome else NOTHING_DONE


@skill("[do (that|it|the same)] again", "once more", "[do] the same again", example="do that again")
async def again() -> str | Reply:
    """Do the last thing again."""
    outcome = await house().doings.again()
    return Reply(outcome.text, did=outcome.did) if outcome else "There is nothing to do again yet."


@skill(
    "(say|tell me) (that|it) [once] again",
    "repeat (that|it|what you [just] said)",
    "[I beg your] pardon",
    "(what|what did you) (say|just say)",
    "come again",
    example="say that again",
    reads=True,
)
async def say_again() -> str:
    """Say the last answer again."""
    return house().doings.last_said() or NOTHING_SAID
