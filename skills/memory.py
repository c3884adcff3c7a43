"""Remembering what you say, and forgetting it again."""

from jarvis import Reply, confirm, house, skill
from jarvis.free_words import Fact

SHOWN = 5
NOTHING = "I remember nothing that you told me to."
SURE = "I would forget everything: what you told me to remember, and all we said. Shall I forget everything?"


@skill(
    "remember {fact}",
    "(keep|bear) in mind {fact}",
    "(make a note|note) that {fact}",
    "(memorize|memorise|store|commit to memory|keep in memory|store in [your] memory) {fact}",
    "(make sure|be sure) [that] you remember {fact}",
    "make sure [that] you don't forget {fact}",
    "(don't|dont|do not|never) [you] [ever] forget (that|this) {fact}",
    "(for future reference|for the record|just so you know|just for you to know|just so that you know) "
    "{fact}",
    "you (should|ought to|need to|must|have to) (know|remember) [that] {fact}",
    example="remember that my keys are in the kitchen",
)
async def remember(fact: Fact) -> Reply:
    """Remember something you say."""
    number, said = await house().notes.remember(fact)
    return Reply(
        f"I will remember: {said}.", did={"remembered": str(number)}, undo=f"forget fact number {number}"
    )


@skill(
    "[tell me] what (do|did|have) you (remember|remembered) [about {topic}]",
    "[tell me] what [did] I (tell|told|ask|asked) you [to remember] [about {topic}]",
    "[tell me] what have I (told|asked) you [to (remember|keep in mind)] [about {topic}]",
    "remind me what I (told|asked) you [to remember] [about {topic}]",
    "what was it [that] I (told|asked) you about {topic}",
    "(do|did|can) you [still] (remember|recall) what I (said|told you) about {topic}",
    "what (was I|am I) supposed to remember",
    "what did I say about my {topic}",
    "[tell me] (what|everything|all) [things|facts|stuff] [do] you (know|remember|have stored|have "
    "saved|have) about (me|us)",
    "what (things|facts) do you (know|remember)",
    "what have you (got|stored|saved|remembered|kept|memorized) [stored|saved] [about|on] [me|us]",
    "(list|show [me]|read [me]|tell me|give me) (what|everything|all|the things|all the things|the "
    "facts) [that] (you remember|you remembered|I told you [to remember]|you have remembered)",
    "what[ is|'s] in your memory",
    "(list|show [me]|read [me]|read out) (your memory|your memories|the facts|all facts)",
    "[tell me] (what|everything) [do] you know about my {topic}",
    "(do|did) you (know|remember) anything about (me|us)",
    "(do|did) you (know|remember) anything about my {topic}",
    "(do|did|can) you [still] (remember|recall) (my|our|where I|where we|where my|when my|what my|what I|who "
    "my|the name of my) {topic}",
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
    "[you can] forget (that|this|what I [have] [just] (said|told you)) [now|again|please]",
    "forget (that|this|the) (last|latest) (thing|fact|one) [[that] I [just] (said|told you)]",
    "forget (that|this) fact",
    "(forget|erase|delete|remove) the last (thing|fact|one) [that] (I (said|told you)|you remembered)",
    "(don't|do not|no longer) (remember|keep) (that|this) [in mind]",
    "you (don't|do not) [need to|have to] (remember|keep) (that|this) [in mind]",
    "(erase|delete|remove) what I [have] [just] (said|told you)",
    "(don't|do not) remember (that|this|what I [have] [just] (said|told you))",
    "(unremember|delete|erase) (that|this)",
    "(delete|erase|remove|wipe|strike|clear|drop|take) (that|this|what I [just] (said|told you)|the "
    "last (thing|fact)) (from|out of|in) [your|the] (memory|mind)",
    "(forget|delete|erase|remove) [the] (fact|memory|number|fact number|memory number) {number}",
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
    "[yes] (forget|erase|delete|wipe) (everything|all|all of it|everything again) "
    "[[that] (I [have] [ever] (said|told you)|you (know|remember|have stored|have learned) [about (me|us)])]",
    "[yes] (clear|wipe|erase|empty|delete|reset) [out] [all of] your [whole|entire] memory [completely"
    "|about me]",
    "[yes] (forget|erase|delete|wipe) (everything|all|all you know) about (me|us)",
    "[yes] forget it all",
    "[yes] (clear|delete|erase|wipe) [out] [all] [of] [your|the] memories",
    example="forget everything",
)
async def forget_everything() -> str | Reply:
    """Forget all you said, after asking."""
    if not await confirm(SURE):
        return "I have forgotten nothing."
    count = await house().notes.forget_everything()
    things = "one thing" if count == 1 else f"{count} things"
    return Reply(f"I have forgotten everything: {things}.", did={"forgotten": str(count)})
