"""Who hears what is said: the recognizers behind their circuit breakers."""

from collections.abc import Sequence
from functools import partial

from jarvis.breaker import Breakers
from jarvis.breaker_rules import Options
from jarvis.guarded import GuardedRecognizer
from jarvis.machine import process_mb
from jarvis.residency import ModelResidency, Resident
from voice.recognize.remote import RemoteRecognizer

LIMIT_S = 8.0
"""An utterance that is not recognized by then: the engine hangs."""


def guarded(
    engines: Sequence[RemoteRecognizer], breakers: Breakers, ledger: ModelResidency
) -> GuardedRecognizer:
    """Each engine behind a breaker of its own, and the next one behind it. There is always one.

    They are in the ledger, but never unloaded: whoever calls is to be heard at once.
    """
    for engine in engines:
        ledger.follow(Resident(engine.name, "speech recognition", partial(_takes_mb, engine)))
    behind: GuardedRecognizer | None = None
    for engine in reversed(engines[1:]):
        options = Options(limit_s=LIMIT_S)
        behind = GuardedRecognizer(engine, breakers.get(f"asr_{engine.name}", options), behind)
    return GuardedRecognizer(engines[0], breakers.get("asr", Options(limit_s=LIMIT_S)), behind)


def _takes_mb(engine: RemoteRecognizer) -> int:
    return process_mb(engine.pid)
