"""What Jarvis says, on the screen: one notification a turn, and one for whatever makes it deaf or mute."""

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from jarvis.bus import EventBus
from jarvis.events import (
    AnnouncementMade,
    Event,
    ListeningStarted,
    LoudspeakerLost,
    MicrophoneLost,
    MicrophoneOpened,
    NoticeClicked,
    RecognizerLost,
    RecognizerReady,
    ReminderDue,
    SentenceStarted,
    SkillBroken,
    SkillHeldBack,
    SkillNotified,
    SpeakingStarted,
    TaskFinished,
    WakeHeard,
)
from jarvis.notices import LONGEST, Desktop, Notice
from jarvis.remedies import remedy

UNREAD = 200
"""Events that wait while the desktop is slow; then the oldest are not shown."""
_TURNS_KEPT = 50
DUE_MS = 60_000
"""What is due stays on the screen so long, with its buttons; an alarm rings so long."""
LATE_S = 5.0
"""What is told so late was missed, and is told together with all else that was."""
WHY = (("why", "Why?"),)
DUE = (("snooze", "Snooze"), ("stop", "Stop"))
_EXPLAINED = 20
"""Notices whose "Why?" still has an answer."""
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
    _why: OrderedDict[str, Notice] = field(default_factory=OrderedDict)
    """The answers to "Why?", by the keys of those notices."""
    _due: OrderedDict[str, str] = field(default_factory=OrderedDict)
    """What is due, as it was shown."""

    def feed(self, event: Event) -> Notice | None:  # noqa: C901, PLR0911 - one a kind
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
                notice = Notice(f"skill {event.skill}", event.reason, f"Skill {event.skill}")
                return self._explained(notice, event)
            case ReminderDue():
                return self._comes_due(event)
            case NoticeClicked() if event.action == WHY[0][0]:
                return self._why.get(event.notice)
            case SkillNotified():
                return Notice(f"skill {event.skill}", event.text, event.skill)
        if type(event) in _RECOVERED:
            self._trouble.pop(_RECOVERED[type(event)], None)
        return None

    def _sentence(self, event: SentenceStarted) -> Notice | None:
        """All that was said of the answer, the beginning left out if it is too long."""
        if _reminder(event.turn) in self._due:
            return None
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
        if not unheard:
            return None
        key = _reminder(event.turn)
        if not key:
            return Notice(event.turn, event.text)
        return None if self._due.get(key) == event.text else self._reminds(key, event.text)

    def _comes_due(self, event: ReminderDue) -> Notice | None:
        """What was missed is shown when it is told, together with all else that was."""
        key = f"reminder {event.reminder}"
        if event.late_s < LATE_S:
            return self._reminds(key, event.text)
        self._due.pop(key, None)
        return None

    def _reminds(self, key: str, text: str) -> Notice:
        """Something is due: it can be put off, or ended, by hand."""
        self._due[key] = text
        if len(self._due) > _EXPLAINED:
            self._due.popitem(last=False)
        return Notice(key, text, category="x-jarvis.reminder", buttons=DUE, shown_ms=DUE_MS)

    def _explained(self, notice: Notice, event: Event) -> Notice:
        """Whoever wants to know more clicks "Why?"."""
        answer = remedy(event)
        if not answer:
            return notice
        self._why[notice.key] = replace(notice, body=f"{notice.body.rstrip('.')}. {answer}", shown_ms=DUE_MS)
        self._why.move_to_end(notice.key)
        if len(self._why) > _EXPLAINED:
            self._why.popitem(last=False)
        return replace(notice, buttons=WHY)

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
        notice = Notice(kind.__name__, event.reason, _TROUBLE[kind], "device.error")
        return self._explained(notice, event)


def _reminder(turn: str) -> str:
    """The key of the notice of what a turn reminds of (`reminder_5_1`), "" if of nothing."""
    kind, _, rest = turn.partition("_")
    return f"reminder {rest.partition('_')[0]}" if kind == "reminder" else ""


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


def clicked(bus: EventBus) -> Callable[[str, str], None]:
    """Tells everybody of a click under a notification; given its key and the action."""
    return lambda key, action: bus.post(NoticeClicked(notice=key, action=action))
