"""Skills that come, change and go while Jarvis runs."""

from jarvis.events.base import Event


class SkillReloaded(Event):
    """A skill file was loaded, or loaded anew, and answers now; `skills` are its functions."""

    skill: str
    skills: tuple[str, ...]
    took_ms: int


class SkillBroken(Event):
    """A skill file cannot be loaded: file, line, reason. With `answers`, the version before still does."""

    skill: str
    reason: str
    answers: bool


class SkillHeldBack(Event):
    """A skill file asks for more than it was allowed, and waits for the user."""

    skill: str
    reason: str
    answers: bool


class SkillNotified(Event):
    """A skill that may show notifications has one."""

    skill: str
    text: str


class SkillRemoved(Event):
    """A skill file is gone, or was switched off; it does not answer any more."""

    skill: str
