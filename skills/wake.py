"""Telling Jarvis whether it was really called: for the advice on its threshold, nothing else."""

from jarvis import Reply, house, skill

NOTHING = "Nothing has woken me, or nearly, since I started. So there is nothing to correct."


@skill(
    "that was wrong",
    "i was (talking|speaking) to (someone|somebody) else",
    "you (weren't|were not) (called|asked|meant)",
    "(that|it) (was not|wasn't|wasnt) (me|you i called|for you|meant for you|your name|directed at you)",
    "[no|sorry] [but] [i|we] (did not|didn't|didnt|never|haven't) (call|called|mean|wake|address|ask) you",
    "[no|sorry] (i|we) (wasn't|was not|wasnt|weren't|were not|am not|'m not) [even|really] (talking|speaking|calling|addressing) [to] (you|someone else|somebody else)",
    "[i] (didn't|did not|never) (say|said) (your name|jarvis|the name|anything to you)",
    "(nobody|no one) (called|asked|wanted|was calling|was talking to|is talking to|said) (you|your name|jarvis)",
    "you (woke up|listened|started listening|answered|came on) (by mistake|for nothing|for no reason|by accident|without being called|by yourself)",
    "(false|wrong) (alarm|wake|wake up|activation)",
    "that was [only|just] (the|my) (tv|television|radio|film|movie|telly)",
    "(go back to sleep|you misheard|why did you wake up) [because|,] (nobody called you|i (didn't|did not) call you|no one called you)",
    example="that was wrong",
)
async def was_wrong() -> Reply:
    """Note that the last wake was a mistake."""
    noted = house().judge_wake(meant=False)
    return Reply(f"Noted: {noted} was a mistake.", did={"wrong": noted}) if noted else Reply(NOTHING)


@skill(
    "that was me",
    "[yes|yeah] (that|it) was [really] me [who called you]",
    "[yes|yeah] i [did|have] (call|called|been calling|meant|mean|address) you",
    "[yes|yeah] i (was|am|'m) (talking|speaking|calling|addressing) [to] you",
    "[yes|yeah] i (said|did say) (your name|jarvis)",
    "[yes|yeah] (that|it) was [meant] for you",
    "[yes|yeah] you (missed|didn't hear|did not hear|ignored|overheard) me [calling]",
    "you (didn't|did not) (wake up|hear me|answer|answer me|react|respond)",
    "you should have (woken up|answered|heard me|listened)",
    "i've been calling you",
    "why (didn't|did not) you (wake up|answer|hear me|react|listen|respond) [to me|me] [i called you]",
    example="that was me",
)
async def was_me() -> Reply:
    """Note that you did call, though it was not (or hardly) heard."""
    noted = house().judge_wake(meant=True)
    return Reply(f"Noted: {noted} was you.", did={"me": noted}) if noted else Reply(NOTHING)
