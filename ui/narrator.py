"""What `jarvis run` tells while it runs: one line for what a person cares about."""

from typing import TextIO

from jarvis.events import (
    DaemonReady,
    DaemonStopping,
    Event,
    LoudspeakerLost,
    MicrophoneHears,
    MicrophoneLost,
    MicrophoneMuted,
    MicrophoneOpened,
    MicrophoneSilent,
    RecognizerLost,
    ReminderDue,
    SettingsChanged,
    SettingsRefused,
    SkillBroken,
    SkillHeldBack,
    SkillReloaded,
    TaskFinished,
    TaskStarted,
    VoiceFailed,
    WakeHeard,
)
from ui.console import clean


class Narrator:
    """Tells in `jarvis run` what happens. What people say is shown on a terminal only, never in a file."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._private = stream.isatty()

    def tell(self, event: Event) -> None:
        """One line, for the events a person cares about."""
        line = self._line(event)
        if line:
            print(clean(line), file=self._stream, flush=True)

    def _line(self, event: Event) -> str:  # noqa: C901, PLR0911 - one sentence each
        match event:  # one case a sentence
            case DaemonReady():
                return (
                    f"Jarvis {event.version} is ready after {event.start_s:.1f} s. "
                    "Ctrl-C or `jarvis stop` ends it."
                )
            case MicrophoneOpened():
                return f"Listening on {event.device}. Say “Hey Jarvis, what time is it?”"
            case MicrophoneLost():
                return (
                    f"No microphone ({event.reason}). Typed questions and sound files work; "
                    "listening starts by itself when a microphone appears."
                )
            case MicrophoneSilent():
                return f"{event.device} delivers only digital silence. Is it switched off or muted?"
            case MicrophoneHears():
                return f"{event.device} delivers sound again."
            case RecognizerLost():
                return f"I cannot understand speech. {event.reason}"
            case MicrophoneMuted():
                return "Muted. `jarvis unmute` opens the microphone."
            case LoudspeakerLost():
                return f"No loudspeaker ({event.reason}). Answers are shown in writing."
            case DaemonStopping():
                return f"Stopping: {event.reason}."
            case SkillBroken() if not self._private:  # the reason is in its own words
                return f"Skill {event.skill} is broken. `jarvis skills list` tells why."
            case _:
                return _of_files(event) or (self._conversation(event) if self._private else "")

    def _conversation(self, event: Event) -> str:
        match event:
            case WakeHeard():
                return "…"
            case TaskStarted():
                return f"You:    {event.text}"
            case TaskFinished() if event.answer:
                return f"Jarvis: {event.answer}"
            case ReminderDue():
                return f"Jarvis: {event.text}"
            case VoiceFailed():
                return f"Jarvis: {event.reason}"
            case _:
                return ""


def _of_files(event: Event) -> str:
    """What became of files that the user changed."""
    match event:
        case SettingsChanged():
            waits = f" These wait for a restart: {', '.join(event.waits)}." if event.waits else ""
            return f"Settings changed: {', '.join(event.keys) or 'nothing yet'}.{waits}"
        case SettingsRefused():
            return f"Your settings stay as they were. {event.reason}"
        case SkillReloaded():
            return f"Skill {event.skill} is loaded."
        case SkillBroken() | SkillHeldBack():
            return f"Skill {event.skill}: {event.reason}"
        case _:
            return ""
