"""Why an answer took as long as it did."""

from jarvis import house, skill


@skill(
    "(why|how come) (were|are|you're|you are|you were) [you] [being|getting] [so|that|this|such] (slow|sluggish|late|laggy) [today|now|just now|right now|to answer|at answering]",
    "(why|how come) [was|is|it's|it is|it was|that was|that's] [that|it|this|the (last|previous) (answer|reply|one)|your [last|previous] (answer|reply)] [being] [so|that|this] (slow|sluggish|late|laggy)",
    "(why|how come) (did|does|is|has|do) (that|it|you|this|the (last|previous) (answer|reply|one)|your (answer|reply)) (take|taking|taken|need) (so|that|such a|this|forever|ages|long) [long|a while|long time|much time|ages] [to (answer|reply|respond)]",
    "(why|how come) (that|it|you|this) took (so long|forever|ages|that long)",
    "why are you (taking|needing) (so long|forever|ages)",
    "what (took|takes|is taking|was taking|kept|made|held|delayed|slowed) (you|that|it|this) [so|up|down] [long|slow|late]",
    "what took (so|that) long",
    "(why|what) (the|was the|is the|'s the|was there|was with the) [such] [a] (delay|hold up|holdup|wait)",
    "what's the (delay|hold up|holdup|wait)",
    "why [was] there [was] (such a|a|this) (delay|long wait)",
    "explain [to me] why (that|it|you) (took|take) so long",
    "(that|it|you) (was|were|took) (slow|ages|forever|so long|long|a long time) (why|how come|what happened)",
    "why so (slow|sluggish|late|laggy)",
    "why so long",
    example="why were you slow",
    reads=True,
)
async def tell_why() -> str:
    """Tell where the time of the last answer went."""
    return house().why()
