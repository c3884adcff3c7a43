"""What one can say to Jarvis."""

from jarvis import house, skill


@skill(
    "help [me]",
    "what can (I|you) (say|do|ask)",
    "what can I (say|ask) [you]",
    "what (commands|skills) (are there|do you (know|have))",
    example="help",
)
async def tell_what_to_say() -> str:
    """Say what can be asked for."""
    phrases = [f"“{one.phrase}”" for one in house().skills() if one.name != "help.tell_what_to_say"]
    return f"You can say {', '.join(phrases[:-1])}, or {phrases[-1]}."
