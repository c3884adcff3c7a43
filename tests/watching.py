"""What a daemon tells of itself, for the tests of those who watch it."""

from typing import Any

from ui.watched import Happened, Online, Watched

STATUS: dict[str, Any] = {
    "state": "listening",
    "wake_phrase": "hey jarvis",
    "uptime_s": 3.0,
    "microphone": {"muted": False, "device": "USB Audio", "problem": "", "level_dbfs": -40.0},
    "loudspeaker": {"problem": "", "volume": 80},
    "recognizer": {"engine": "moonshine", "problem": ""},
    "mind": {"engine": "embedded", "engines": ["embedded"], "model": "small", "problem": ""},
    "breakers": {"asr": "closed", "tts": "closed"},
    "queue": {"waiting": 0},
    "residency": {"sentence": "nothing"},
}
STAGES = (
    ("silence_wait", 700.0, None),
    ("audio_to_asr", 91.2, 50),
    ("asr_to_llm", 2.0, 100),
    ("llm_first_token", 120.0, 300),
    ("llm_to_tts", 20.0, 50),
    ("tts_to_client", 60.0, 100),
    ("first_token", 213.0, 500),
    ("end_to_end", 293.0, 2000),
)
RECEIPT: dict[str, Any] = {
    "turn": "t",
    "spans": [
        {
            "stage": stage,
            "took_ms": took_ms,
            "budget_ms": budget_ms,
            "over": bool(budget_ms and took_ms > budget_ms),
            "unusual": False,
        }
        for stage, took_ms, budget_ms in STAGES
    ],
}


def event(name: str, **values: object) -> dict[str, Any]:
    """An event as the stream tells it."""
    return {"number": 1, "at_s": 60.0, "event": name, **values}


def watched(*events: dict[str, Any], **status: object) -> Watched:
    """What is known of a daemon after these events."""
    known = Watched().after(Online({**STATUS, **status}, (), RECEIPT))
    for one in events:
        known = known.after(Happened(one))
    return known


A_TURN = (
    event("microphone_level", rms_dbfs=-31.6, peak_dbfs=-18.2),
    event("wake_heard", turn="t", phrase="hey jarvis", score=0.98),
    event("listening_started", turn="t", trigger="wake"),
    event("partial_recognized", turn="t", text="what time"),
    event(
        "voice_recognized", turn="t", text="what time is it", confidence=0.9, engine="moonshine", took_ms=91.2
    ),
    event("task_queued", turn="t", priority=1, waiting=0),
    event("task_started", turn="t", text="what time is it"),
    event("answer_continued", turn="t", text="It is "),
    event("answer_continued", turn="t", text="noon."),
    event("speaking_started", turn="t", device="USB Audio"),
)
