"""Who hears what is said: the recognizers behind their circuit breakers."""

from collections.abc import Sequence

from jarvis.breaker import Breakers
from jarvis.breaker_rules import Options
from jarvis.guarded import GuardedRecognizer
from voice.recognize.remote import RemoteRecognizer

LIMIT_S = 8.0
"""An utterance that is not recognized by then: the engine hangs."""


def guarded(engines: Sequence[RemoteRecognizer], breakers: Breakers) -> GuardedRecognizer:
    """Each engine behind a breaker of its own, and the next one behind it. There is always one."""
    behind: GuardedRecognizer | None = None
    for engine in reversed(engines[1:]):
        options = Options(limit_s=LIMIT_S)
        behind = GuardedRecognizer(engine, breakers.get(f"asr_{engine.name}", options), behind)
    return GuardedRecognizer(engines[0], breakers.get("asr", Options(limit_s=LIMIT_S)), behind)
