"""Remembering what you say, and forgetting it again."""

from jarvis import Reply, confirm, house, skill

SHOWN = 5
NOTHING = "I remember nothing that you told me to."
SURE = "I would forget everything: what you told me to remember, and all we said. Shall I forget everything?"


@skill(
    "remember (that|this) {fact}",
    "(make a note|note|keep in mind) that {fact}",
    "(don't|dont|do not) forget that {fact}",
    example="remember that my keys are in the kitchen",
)
async def remember(fact: str) -> Reply:
    """Remember something you say."""
    number, said = await house().notes.remember(fact)
    return Reply(
        f"I will remember: {said}.", did={"remembered": str(number)}, undo=f"forget fact number {number}"
    )


@skill(
    "what (do|did) you remember [about {topic}]",
    "what have I told you [about {topic}]",
    "what did I (tell|ask) you to remember [about {topic}]",
    example="what do you remember",
    reads=True,
)
async def recall(topic: str = "") -> str:
    """Tell what you told me to remember."""
    found = await house().notes.recall(topic)
    if not found:
        return f"I remember nothing about {topic}." if topic else NOTHING
    more = len(found) - SHOWN
    told = f"I remember: {'; '.join(found[:SHOWN])}."
    return f"{told} And {more} more: see “jarvis memory list”." if more > 0 else told


@skill(
    "forget (that|this|what I [just] said)",
    "(unremember|delete|erase) that",
    "forget (fact|memory) [number] {number}",
    example="forget that",
)
async def forget(number: int = 0) -> str | Reply:
    """Forget the last thing you told or asked me."""
    if number:
        await house().notes.forget([number])
        return Reply("I have forgotten that.", did={"forgotten": "1"})
    words = await house().notes.forget_last()
    return Reply(f"Forgotten: “{words}”.", did={"forgotten": "1"}) if words else "There is nothing to forget."


@skill(
    "[yes] (forget|erase|delete) (everything|all) [[that] (I [have] (said|told you)|you (know|remember))]",
    "[yes] (clear|wipe|erase) your memory",
    example="forget everything",
)
async def forget_everything() -> str | Reply:
    """Forget all you said, after asking."""
    if not await confirm(SURE):
        return "I have forgotten nothing."
    count = await house().notes.forget_everything()
    things = "one thing" if count == 1 else f"{count} things"
    return Reply(f"I have forgotten everything: {things}.", did={"forgotten": str(count)})
