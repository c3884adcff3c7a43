"""How Jarvis writes its log: one line each, with a tag one can grep for; never what people said."""

import logging
import os
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

_TAGS = {
    "jarvis.bus": "[ASYNC-EVENT]",
    "jarvis.tasks": "[ASYNC-QUEUE]",
    "jarvis.pipeline": "[ASYNC-WORKER]",
    "jarvis.worker": "[ASYNC-WORKER]",
}
_TRACE_BYTES = 10_000_000
_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC


class _Tagged(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        record.tag = _TAGS.get(record.name, "[ASYNC]")
        return super().format(record)


def setup(level: str) -> None:
    """Send everything at `level` and above to stderr, in one format."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Tagged("%(asctime)s %(levelname)s %(tag)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    trace = logging.getLogger("jarvis.trace")  # times of turns: into their own file, or nowhere
    trace.propagate = False
    trace.setLevel(logging.CRITICAL)


def set_level(level: str) -> None:
    """Write what is at `level` and above from now on."""
    logging.getLogger().setLevel(level)


class _OwnersOnly(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        number = os.open(self.baseFilename, _APPEND, 0o600)
        os.fchmod(number, 0o600)  # whoever made it
        return TextIOWrapper(os.fdopen(number, "ab"), encoding="utf-8")


def trace_to(file: Path) -> None:
    """Write the times of each turn to a file of at most 10 MB (and one older one), for its owner only."""
    logger = logging.getLogger("jarvis.trace")
    logger.addHandler(_OwnersOnly(file, maxBytes=_TRACE_BYTES, backupCount=1))
    logger.setLevel(logging.INFO)


def frames(error: BaseException) -> str:
    """Where an error came from, without its text: that may hold what somebody said.

    >>> frames(ValueError("secret"))
    'ValueError'
    """
    places = traceback.extract_tb(error.__traceback__)
    shown = [f"{place.filename}:{place.lineno} in {place.name}" for place in reversed(places)]
    return " ← ".join([type(error).__name__, *shown])
