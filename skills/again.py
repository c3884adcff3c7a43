"""Undoing the last thing, doing it again, and saying it again."""

from jarvis import Reply, house, skill

NOTHING_DONE = "There is nothing I could undo."
NOTHING_SAID = "I have not said anything yet."


@skill(
    "undo that",
    "[no|no no|wrong|sorry|oh no] (undo|reverse|revert|take back|unmake|roll back) [(that|it|this|all that|everything|(the last (thing|one|command|action|step|change|request)|your last (command|action|step|change)|my last (command|request)|the previous (thing|one|command|action|step|change)|(what|the thing) you [just|have just|'ve just] (did|have done|done)|what I [just] (said|asked)))] [you did|again]",
    "[no|no no|wrong|sorry|oh no] (take|took|put|change|turn|make|bring|switch) (that|it|this) (back|undone) [again] [the way it was|how it was|like it was|as it was|to how it was|to the way it was|to what it was|like before]",
    "(put|set|leave|make) (it|that|everything) (the way it was|how it was|like it was|as it was|like before) [before]",
    "(cancel|scratch|forget|scrap|delete|drop) (the last (thing|one|command|action|step|change|request)|your last (command|action|step|change)|my last (command|request)|the previous (thing|one|command|action|step|change)|(what|the thing) you [just|have just|'ve just] (did|have done|done)|what I [just] (said|asked)) [you did]",
    "(scratch|strike) that [last one]",
    "cancel that [last] one",
    "(that was|that's|it was) [a|an|the|all] (wrong|mistake|error|not right|wrong thing|wrong one) [so|please|and|can you|no] (undo|reverse|revert|take back|cancel|change|put) (it|that|this) [back]",
    "(I didn't mean|I did not mean|I didn't want|I did not want|that's not what I|that is not what I|that isn't what I|not what I) [that|it|this|to do that|meant|wanted|said|asked for] [so|please|can you] (undo|reverse|revert|take back|cancel) (it|that|this)",
    "(forget|cancel) what I [just] said [and] (undo|reverse|revert) (it|that|this)",
    "(that's|that is|that was) not what I (wanted|meant|asked for) [to happen]",
    "(I didn't|I did not) (want|mean) (that|you to do that|to do that|to say that)",
    "(I didn't|I did not) mean that",
    "(that was a|my) mistake",
    "I changed my mind [undo] [that|it]",
    "wrong undo",
    "go back to (how|the way|what) it was [before]",
    example="undo that",
)
async def undo() -> str | Reply:
    """Undo the last thing I did."""
    outcome = await house().doings.undo()
    return Reply(outcome.text, did=outcome.did) if outcome else NOTHING_DONE


@skill(
    "do that again",
    "(do|run|try) (that|it|this) (one more time|once more|once again|again)",
    "(again|once more|one more time|once again|same again|the same again|encore)",
    "[do] the same [thing] (again|once more)",
    "repeat (the last (command|thing|action|request|one))",
    example="do that again",
)
async def again() -> str | Reply:
    """Do the last thing again."""
    outcome = await house().doings.again()
    return Reply(outcome.text, did=outcome.did) if outcome else "There is nothing to do again yet."


@skill(
    "(say|tell me|read) (that|it|this|the (answer|last answer)) [once|one more time] (again|once more|one more time)",
    "(say|tell me) [that|it] again",
    "repeat [that|it|yourself|the last answer|your [last] answer|the answer|what you [just] said|what you [just] told me] [again|once more|one more time|for me]",
    "say (that|it) one more time",
    "[I beg your|beg your] pardon [me]",
    "(what|sorry what) (did you|was it you|have you|were you) [just] (say|said|saying)",
    "(what|what did you) (say|just say)",
    "(what|how) was (that|it) [again]",
    "come again",
    "(huh|what|eh)",
    "[sorry] (I|we) (didn't|did not|couldn't|could not) [quite|really] (hear|catch|get|understand|follow) (you|that|it|what you said|a word|anything) [there|properly]",
    "[sorry] I missed (that|it|what you said|you)",
    example="say that again",
    reads=True,
)
async def say_again() -> str:
    """Say the last answer again."""
    return house().doings.last_said() or NOTHING_SAID
