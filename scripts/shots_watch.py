"""The picture of `jarvis watch` for the documentation: an evening at somebody's desk."""

from datetime import UTC, datetime
from typing import Any

from ui.watch_view import View
from ui.watched import Happened, Online, Watched

_WALL = datetime(2026, 5, 9, 21, 15, tzinfo=UTC)
_TIMES = (
    ("silence_wait", 480.0, None),
    ("audio_to_asr", 38.0, 50),
    ("asr_to_llm", 1.4, 100),
    ("llm_first_token", 344.0, 300),
    ("llm_to_tts", 31.0, 50),
    ("tts_to_client", 62.0, 100),
    ("first_token", 383.0, 500),
    ("end_to_end", 477.0, 2000),
)
_STATUS: dict[str, Any] = {
    "state": "listening",
    "wake_phrase": "hey jarvis",
    "microphone": {"muted": False, "device": "USB Audio", "problem": ""},
    "loudspeaker": {"problem": "", "volume": 80},
    "recognizer": {"engine": "moonshine", "problem": ""},
    "mind": {"engines": ["ollama"], "model": "qwen3:4b", "problem": ""},
    "breakers": dict.fromkeys(("asr", "tts", "llm", "recall"), "closed"),
    "queue": {"waiting": 0},
}
_EVENTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("wake_heard", {"phrase": "hey jarvis", "score": 0.98}),
    ("listening_started", {"trigger": "wake"}),
    ("utterance_ended", {"duration_ms": 1_940, "silence_ms": 480, "reason": "silence"}),
    ("voice_recognized", {"text": "where did I leave the router's manual", "engine": "moonshine"}),
    ("task_started", {"text": "where did I leave the router's manual"}),
    ("answer_started", {"answerer": "documents", "took_ms": 344.0}),
    (
        "answer_continued",
        {"text": "Your note “Cellar” says: the manual of the router lies in the blue box, "},
    ),
    ("answer_continued", {"text": "on the second shelf."}),
    ("speaking_started", {"device": "USB Audio"}),
    ("microphone_level", {"rms_dbfs": -27.0, "peak_dbfs": -15.0}),
)


def example() -> Watched:
    """What is shown."""
    spans = [
        {"stage": stage, "took_ms": took_ms, "budget_ms": budget_ms, "over": (budget_ms or took_ms) < took_ms}
        for stage, took_ms, budget_ms in _TIMES
    ]
    known = Watched().after(Online(_STATUS, (), {"turn": "t", "spans": spans}))
    for second, (name, values) in enumerate(_EVENTS):
        known = known.after(Happened({"event": name, "at_s": second * 0.7, "turn": "t", **values}))
    return known


def picture(columns: int = 90, rows: int = 28) -> str:
    """It, as SVG."""
    return View(columns, rows, _WALL).svg(example())


if __name__ == "__main__":
    print(picture())
