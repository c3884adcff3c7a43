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


class ReminderRang(Event):
    """A timer or an alarm makes its sound."""

    reminder: int


class ReminderTold(Event):
    """It was heard, or shown where nothing can be heard; that is on disk, and it is never told again."""

    reminder: int
    heard: bool


class ReminderCancelled(Event):
    """It will not be told."""

    reminder: int
