"""Things that are said later."""

from jarvis.events.base import Event


class ReminderSet(Event):
    """Something will be said later."""

    reminder: int
    due_in_s: float


class ReminderDue(Event):
    """The time of a reminder came; `late_s` after the moment it was set for."""

    reminder: int
    text: str
    late_s: float
