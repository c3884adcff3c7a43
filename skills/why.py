"""Why an answer took as long as it did."""

from jarvis import house, skill


@skill(
    "why (were|are) you [so|that|being] slow [today|now]",
    "why (was|is) (that|it) [so|that|being] slow",
    "why did (that|it|you) take so long",
    "what took (you|that|it) so long",
    example="why were you slow",
    reads=True,
)
async def tell_why() -> str:
    """Tell where the time of the last answer went."""
    return house().why()
