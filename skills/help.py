"""What one can say to Jarvis."""

from jarvis import house, skill


@skill(
    "help [me]",
    "what can (I|you) (say|do|ask)",
    "what can I (say|ask) [you]",
    "what (commands|skills) (are there|do you (know|have))",
    example="help",
    reads=True,
)
async def tell_what_to_say() -> str:
    """Say what can be asked for."""
    known = [f"“{one.phrase}”" for one in house().skills() if one.name != "help.tell_what_to_say"]
    if not known:
        return "There is nothing you can ask for yet."
    *some, last = known
    return f"You can say {', '.join(some)}{', or ' if some else ''}{last}."
