"""A user's skill as the daemon sees it: a function with phrases, which has its own process answer."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, get_args

from jarvis import plugins
from jarvis.asking import Kind, Question, asker
from jarvis.errors import SkillError
from jarvis.household import House
from jarvis.permissions import Permissions
from jarvis.plain import Slot
from jarvis.plugins import Reply, Skill
from jarvis.skill_answer import Answered, SkillCard
from jarvis.skill_errands import Errand
from jarvis.tasks import Priority

Call = Callable[[str, Mapping[str, Any], Mapping[str, Errand]], Awaitable[Answered]]
"""Has a function of the process answer; what it may ask for meanwhile."""
_TYPES: dict[str, Any] = {
    one.__name__: one for one in (int, float, bool, str, timedelta, datetime, date, time)
}
_LONGEST = 500
_TELLS = "A skill that may talk to somebody else is not told what you keep here."


def skill_of(card: SkillCard, needs: Permissions, call: Call) -> Skill:
    """A skill that is called like any other.

    Whatever it says of itself, it is never urgent: only Jarvis's own skills go before others.
    """

    async def function(**values: object) -> Reply:
        answered = await call(card.function, values, around(needs, plugins.house()))
        return Reply(answered.text, answered.did, answered.undo)

    function.__name__, function.__doc__ = card.function, card.doc
    function.__annotations__ = {slot.name: _type(slot) for slot in card.slots}
    function.__signature__ = inspect.Signature([_parameter(slot) for slot in card.slots])  # type: ignore[attr-defined]
    urgent = None if card.priority is None else min(Priority[card.priority], Priority.HIGH)
    made = Skill(card.name, card.phrases, function, urgent, card.example, card.reads)
    function.__jarvis_skill__ = made  # type: ignore[attr-defined]
    return made


def around(needs: Permissions, house: House) -> Mapping[str, Errand]:
    """What any user's skill may ask of the daemon while it answers, by name: plain values only.

    What was remembered and what is due is told to no skill that could hand it on.
    """

    async def recall(about: str = "") -> object:
        return list(await house.notes.recall(str(about)[:_LONGEST]))

    async def due(kind: str) -> object:
        return [
            {"number": one.number, "name": one.name, "text": one.text, "at": one.at, "left_s": one.left_s}
            for one in await house.due.all(str(kind))
        ]

    async def refused(*_: object, **__: object) -> object:
        raise SkillError(_TELLS)

    async def later(delay_s: float, text: str) -> int:
        return await house.later(float(delay_s), str(text)[:_LONGEST])

    async def remember(text: str) -> object:
        return list(await house.notes.remember(str(text)[:_LONGEST]))

    hands_on = bool(needs.network or needs.programs)
    return {
        "ask": _ask,
        "later": later,
        "notes.remember": remember,
        "notes.recall": refused if hands_on else recall,
        "due.all": refused if hands_on else due,
    }


async def _ask(text: str, kind: str = "words", choices: object = ()) -> str:
    if kind not in get_args(Kind) or not isinstance(choices, list | tuple):
        raise SkillError("A skill asked something that is no question.")
    named = tuple(str(one)[:_LONGEST] for one in choices)
    put: Any = kind
    try:
        asking = asker.get()
    except LookupError:
        raise SkillError("I would have to ask you something, and here I cannot.") from None
    return await asking.put(Question(str(text)[:_LONGEST], put, named))


def _type(slot: Slot) -> Any:  # noqa: ANN401 - a type
    literal: Any = Literal
    return literal[slot.choices] if slot.kind == "choice" else _TYPES[slot.kind]


def _parameter(slot: Slot) -> inspect.Parameter:
    default = None if slot.optional else inspect.Parameter.empty
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(slot.name, kind, default=default, annotation=_type(slot))
