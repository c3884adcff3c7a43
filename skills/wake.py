"""Telling Jarvis whether it was really called: for the advice on its threshold, nothing else."""

from jarvis import Reply, house, skill

NOTHING = "Nothing has woken me, or nearly, since I started. So there is nothing to correct."


@skill(
    "that was wrong",
    "(that|it) (was not|wasn't|wasnt) (me|you i called|for you|meant for you)",
    "i (did not|didn't|didnt) (call|mean|wake) you",
    "i wasn't (talking|speaking) to you",
    "(nobody|no one) called you",
    example="that was wrong",
)
async def was_wrong() -> Reply:
    """Note that the last wake was a mistake."""
    noted = house().judge_wake(meant=False)
    return Reply(f"Noted: {noted} was a mistake.", did={"wrong": noted}) if noted else Reply(NOTHING)


@skill(
    "that was me",
    "it was me",
    "i [did] (call|called) you",
    "i was (talking|speaking|calling) to you",
    example="that was me",
)
async def was_me() -> Reply:
    """Note that you did call, though it was not (or hardly) heard."""
    noted = house().judge_wake(meant=True)
    return Reply(f"Noted: {noted} was you.", did={"me": noted}) if noted else Reply(NOTHING)
