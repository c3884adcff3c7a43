"""What Jarvis says, on the screen: one notification a turn, and one for whatever makes it deaf or mute."""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import Literal

from jarvis.bus import EventBus
from jarvis.events import (
    AnnouncementMade,
    Event,
    ListeningStarted,
    LoudspeakerLost,
    MicrophoneLost,
    MicrophoneOpened,
    RecognizerLost,
    RecognizerReady,
    SentenceStarted,
    SkillBroken,
    SkillHeldBack,
    SkillNotified,
    SpeakingStarted,
    TaskFinished,
    WakeHeard,
)
from jarvis.notices import LONGEST, Desktop, Notice

UNREAD = 200
"""Events that wait while the desktop is slow; then the oldest are not shown."""
_TURNS_KEPT = 50
_TROUBLE = {
    MicrophoneLost: "Jarvis has no microphone",
    LoudspeakerLost: "Jarvis has no loudspeaker",
    RecognizerLost: "Jarvis does not understand speech",
}
_RECOVERED: dict[type[Event], type[Event]] = {
    MicrophoneOpened: MicrophoneLost,
    SpeakingStarted: LoudspeakerLost,
    RecognizerReady: RecognizerLost,
}


@dataclass
class Subtitles:
    """What is shown of what happened. With `everything`, what was heard is shown as well."""

    everything: bool = False
    _spoken_to: deque[str] = field(default_factory=lambda: deque(maxlen=_TURNS_KEPT))
    """Turns that somebody spoke to, whose answers are on no other screen."""
    _said: OrderedDict[str, list[str]] = field(default_factory=OrderedDict)
    _trouble: dict[type[Event], str] = field(default_factory=dict)
    """What is wrong, as it was shown."""

    def feed(self, event: Event) -> Notice | None:  # noqa: PLR0911 - one a kind
        """What to show now that this happened."""
        match event:
            case WakeHeard() | ListeningStarted():
                if event.turn not in self._spoken_to:
                    self._spoken_to.append(event.turn)
            case SentenceStarted():
                return self._sentence(event) if self.everything else None
            case AnnouncementMade():
                return self._announcement(event)
            case TaskFinished():
                return self._finished(event)
            case MicrophoneLost() | LoudspeakerLost() | RecognizerLost():
                return self._lost(event)
            case SkillBroken() | SkillHeldBack():
                return Notice(f"skill {event.skill}", event.reason, f"Skill {event.skill}")
            case SkillNotified():
                return Notice(f"skill {event.skill}", event.text, event.skill)
        if type(event) in _RECOVERED:
            self._trouble.pop(_RECOVERED[type(event)], None)
        return None

    def _sentence(self, event: SentenceStarted) -> Notice:
        """All that was said of the answer, the beginning left out if it is too long."""
        said = self._said.setdefault(event.turn, [])
        said.append(event.text.strip())
        while len(said) > 1 and sum(len(text) + 1 for text in said) > LONGEST:
            del said[0]
        if len(self._said) > _TURNS_KEPT:
            self._said.popitem(last=False)
        return Notice(event.turn, " ".join(said))

    def _announcement(self, event: AnnouncementMade) -> Notice | None:
        self._said.pop(event.turn, None)
        unheard = not event.heard or LoudspeakerLost in self._trouble
        return Notice(event.turn, event.text) if unheard else None

    def _finished(self, event: TaskFinished) -> Notice | None:
        """An answer that was to be heard, and was not."""
        self._said.pop(event.turn, None)
        spoken_to = event.turn in self._spoken_to
        if spoken_to:
            self._spoken_to.remove(event.turn)
        unheard = spoken_to and event.answer and LoudspeakerLost in self._trouble
        return Notice(event.turn, event.answer) if unheard else None

    def _lost(self, event: MicrophoneLost | LoudspeakerLost | RecognizerLost) -> Notice | None:
        kind = type(event)
        if self._trouble.get(kind) == event.reason:
            return None
        self._trouble[kind] = event.reason
        return Notice(kind.__name__, event.reason, _TROUBLE[kind], "device.error")


class Captions:
    """Follows the bus and shows what `notify` asks for; see `CaptionsConfig`."""

    def __init__(self, bus: EventBus, desktop: Desktop, notify: Literal["auto", "always", "never"]) -> None:
        self._bus, self._desktop = bus, desktop
        self._subtitles = Subtitles()
        self.apply(notify)

    def apply(self, notify: Literal["auto", "always", "never"]) -> None:
        """Show so much from now on."""
        self._notify = notify
        self._subtitles.everything = notify == "always"

    @property
    def state(self) -> str:
        """Whether this is off or ready, or else why nothing can be shown."""
        return "off" if self._notify == "never" else self._desktop.problem or "ready"

    async def run(self) -> None:
        """Show for ever what is to be shown."""
        try:
            with self._bus.read(UNREAD) as reader:
                async for record in reader:
                    notice = self._subtitles.feed(record.event)
                    if notice is not None and self._notify != "never":
                        await self._desktop.show(notice)
        finally:
            self._desktop.close()
