"""The daemon itself."""

from jarvis.events.base import Event


class DaemonReady(Event):
    """The daemon serves requests; `start_s` after its process began."""

    version: str
    start_s: float


class DaemonStopping(Event):
    """The daemon was told to end and is putting things away."""

    reason: str


class ConversationControlled(Event):
    """The user wants Jarvis to react again, to be silent, or to pause: `action` "start", "stop", "pause"."""

    action: str
    session_id: str


class SettingsChanged(Event):
    """The settings file is another one: these keys are taken, those in `waits` need a restart."""

    keys: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()


class SettingsRefused(Event):
    """The settings file is wrong, so that everything stays as it was; `reason` names line and remedy."""

    reason: str


class HandlerFailed(Event):
    """An event handler raised or ran out of time; nobody else noticed."""

    handler: str
    of_event: str
    error: str


class ComputerSuspends(Event):
    """The computer is about to sleep; the microphone is closed first."""


class ComputerSlept(Event):
    """The computer is awake again after `slept_s`; microphone and clocks are looked at."""

    slept_s: float


class NoticeClicked(Event):
    """The user clicked `action` under the notification whose key is `notice`."""

    notice: str
    action: str
