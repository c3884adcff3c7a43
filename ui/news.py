"""What happened, in words: one line an event, for people who read or hear lines. Nothing else than text."""

from collections.abc import Mapping
from typing import Any

LONGEST = 2_000
"""Letters of one line; the rest is left out."""
_ROUNDED_FROM = 10
NEWS: Mapping[str, str] = {
    "daemon_ready": "Jarvis {version} is ready.",
    "daemon_stopping": "Jarvis is stopping: {reason}.",
    "handler_failed": "A part that follows {of_event} failed: {error}.",
    "microphone_opened": "The microphone is open: {device}.",
    "microphone_lost": "No microphone: {reason}.",
    "microphone_silent": "{device} delivers only digital silence. Is it switched off or muted?",
    "microphone_hears": "{device} delivers sound again.",
    "microphone_muted": "Muted: no process holds the microphone.",
    "microphone_unmuted": "Not muted any more.",
    "wake_heard": "Heard “{phrase}”.",
    "wake_nearly_heard": "Something sounded a little like “{phrase}”.",
    "wake_tested": "Test: heard “{phrase}”.",
    "nothing_heard": "Nobody spoke.",
    "voice_failed": "{reason}",
    "recognizer_ready": "Speech is understood: {engine} is ready.",
    "recognizer_lost": "Speech is not understood: {reason}",
    "echo_changed": "Echo: {why}",
    "queue_full": "Too busy: {waiting} requests wait already.",
    "task_started": "You: {text}",
    "task_finished": "Jarvis: {answer}",
    "task_retried": "That did not work just now. It is tried again in {retry_in_s} s.",
    "skill_failed": "The skill {skill} failed: {error}",
    "answerer_failed": "{answerer} failed: {error}",
    "speech_dismissed": "That was not meant for Jarvis: {reason}.",
    "turn_interrupted": "Interrupted, by {by}.",
    "announcement_made": "Jarvis: {text}",
    "loudspeaker_lost": "No loudspeaker: {reason}. Answers are shown in writing.",
    "voice_changed": "The voice is {voice} now: {reason}",
    "volume_changed": "The volume is {percent} % now.",
    "reminder_set": "Something will be said in {due_in_s} s.",
    "reminder_cancelled": "What was to be said later is cancelled.",
    "document_indexed": "Read {path}, {done} of {total}.",
    "document_refused": "{path} cannot be read: {reason}",
    "document_removed": "{path} is forgotten.",
    "documents_rebuilt": "The index of your documents was made again: {reason}",
    "skill_reloaded": "The skill {skill} is loaded.",
    "skill_broken": "The skill {skill} cannot be loaded: {reason}",
    "skill_held_back": "The skill {skill} waits for you: {reason}",
    "skill_notified": "{skill}: {text}",
    "skill_removed": "The skill {skill} is gone.",
    "circuit_breaker_open": "{name} failed {failures} times and rests for {retry_in_s} s.",
    "circuit_breaker_half_open": "{name} is tried again.",
    "circuit_breaker_closed": "{name} works again.",
    "circuit_breaker_strained": "{name} fails more often than usual, or gets slower.",
    "latency_violation": "Too slow: {stage} took {took_ms} ms instead of {budget_ms} ms.",
    "latency_anomaly": "Unusual: {stage} took {took_ms} ms instead of about {usual_ms} ms.",
}
"""The sentence for each event that a person wants to hear of."""


def one_line(text: object, longest: int = LONGEST) -> str:
    r"""Text from outside as it may be shown: on one line, and nothing in it that commands a terminal.

    >>> one_line("a\x1b[2Jb\nc")
    'a[2Jb c'
    """
    words = " ".join(str(text)[: 4 * longest].split())
    shown = "".join(letter for letter in words if letter.isprintable())
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


def figure(value: float) -> str:
    """A number as one reads it.

    >>> figure(512.4), figure(0.25), figure(3.0)
    ('512', '0.2', '3')
    """
    return f"{value:.0f}" if value >= _ROUNDED_FROM or value == int(value) else f"{value:.1f}"


class _Values(dict[str, str]):
    """The fields of an event; what a daemon of another version does not tell is a question mark."""

    def __missing__(self, key: str) -> str:
        return "?"


def news(event: Mapping[str, Any]) -> str:
    """An event of the stream as a sentence; "" for what nobody wants to hear of."""
    sentence = NEWS.get(str(event.get("event")), "")
    if not sentence:
        return ""
    values = _Values((key, _word(value)) for key, value in event.items())
    if event.get("event") == "task_finished":
        return _finished(values)
    return one_line(sentence.format_map(values))


def _finished(values: _Values) -> str:
    """An answer, and how it ended if not well."""
    how = {"failed": " (failed)", "cancelled": " (cut short)"}.get(values["status"], "")
    answer = "" if values["answer"] == "?" else values["answer"]
    return f"Jarvis: {answer or '(silence)'}{how}"


def details(event: Mapping[str, Any]) -> str:
    """What an event tells, as `name=value`; the number of its turn is left out."""
    shown = {key: value for key, value in event.items() if key not in {"number", "at_s", "event", "turn"}}
    return one_line("  ".join(f"{key}={_word(value)}" for key, value in shown.items()), 400)


def _word(value: object) -> str:
    if isinstance(value, float):
        return figure(value)
    return one_line(value)


def paragraphs(text: object) -> str:
    """Text from outside that may have lines, and nothing in it that commands a terminal."""
    spaced = (" " if letter != "\n" and letter.isspace() else letter for letter in str(text))
    return "".join(letter for letter in spaced if letter == "\n" or letter.isprintable())
