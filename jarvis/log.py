"""How Jarvis writes its log: one line each, with a tag one can grep for; never what people said."""

import logging
import traceback

_TAGS = {
    "jarvis.bus": "[ASYNC-EVENT]",
    "jarvis.tasks": "[ASYNC-QUEUE]",
    "jarvis.pipeline": "[ASYNC-WORKER]",
}


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


def frames(error: BaseException) -> str:
    """Where an error came from, without its text: that may hold what somebody said.

    >>> frames(ValueError("secret"))
    'ValueError'
    """
    places = traceback.extract_tb(error.__traceback__)
    shown = [f"{place.filename}:{place.lineno} in {place.name}" for place in reversed(places)]
    return " ← ".join([type(error).__name__, *shown])
