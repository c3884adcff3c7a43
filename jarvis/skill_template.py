"""The first text of a new skill: it works as it is, and tells how to go on."""

TEMPLATE = '''"""{title}. Save this file, and Jarvis knows it: there is nothing to restart."""

from jarvis import skill

# What a skill may do beyond answering is written down here, and you are asked once whether it may:
# from jarvis import Permissions
# NEEDS = Permissions(network=("api.example.org",), read=("~/Notes",), notify=True)


# What one says. [words] can be left out, (this|that) are choices, {{name}} is a place: it takes what the
# type below says: str, int, float, datetime.date, time, datetime, timedelta, Literal["red", "green"].
@skill("{words} [to {{name}}]", example="{words}", reads=True)
async def {function}(name: str = "you") -> str:
    """{title}."""
    return f"This is {words}, for {{name}}."


# A skill that does something gives the evidence, and the phrase that undoes it; then there is no reads=True:
# return Reply("The lamp is on.", did={{"what": "lamp on"}}, undo="turn the lamp off")
#
# It can ask back: `name = await ask("What shall I call it?")`, `if await confirm("Shall I really?"):`,
# and speak later: `await later(60, "Your tea is ready.")`. All of these come from `jarvis`.
'''


def text_of(stem: str) -> str:
    """The text of a new skill file of this name."""
    words = " ".join(stem.casefold().split("_")).strip()
    return TEMPLATE.format(title=words[:1].upper() + words[1:], words=words, function=stem.casefold())
