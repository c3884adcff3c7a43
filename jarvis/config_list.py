"""The settings as they are shown: value, who set it, what it may be, and whether it waits for a restart."""

from typing import Any

from jarvis import paths
from jarvis.config import Config
from jarvis.config_sources import Gathered
from jarvis.config_terms import Term, terms

SET, NOT_SET = "set", "not set"
STRONGER = {"environment", "command line"}


def listed(wanted: Config, gathered: Gathered | None, running: Config | None = None) -> list[dict[str, Any]]:
    """Every setting, as JSON. `running` is what counts in the daemon, where that is not `wanted` yet.

    A secret is only told to be set.
    """
    return [_row(term, wanted, gathered, running or wanted) for term in terms().values()]


def _row(term: Term, wanted: Config, gathered: Gathered | None, running: Config) -> dict[str, Any]:
    value, now = (_shown(term, config) for config in (wanted, running))
    names = (term.name, *term.others)
    source = gathered.source(term.section, *names) if gathered is not None else None
    kind = source.kind if source is not None else "default"
    where = {"kind": kind, "name": source.name if source else "", "line": source.line if source else 0}
    raw = getattr(getattr(wanted, term.section), term.name)
    return {
        "key": term.key,
        "value": value,
        "now": now,
        "waits": raw != getattr(getattr(running, term.section), term.name),
        "default": _shown(term, Config()),
        "source": {**where, "sentence": str(source) if source is not None else "default"},
        "type": term.kind,
        "unit": term.unit,
        "meaning": term.meaning,
        "at_once": term.at_once,
        "overruled": _overruled(term, kind),
        "variables": list(term.variables),
        "older_names": [f"{term.section}.{name}" for name in term.others],
    }


def _overruled(term: Term, kind: str) -> str:
    """What the user chose since by voice or in the terminal, which wins until the setting is changed."""
    if term.key == "audio.volume" and paths.volume_mark().exists():
        return "`jarvis volume`, or your voice, has changed it since."
    by_voice = term.key in {"speech.engine", "speech.voice"} and paths.voice_choice().exists()
    return "`jarvis voices use` has changed it since." if by_voice and kind not in STRONGER else ""


def _shown(term: Term, config: Config) -> Any:  # noqa: ANN401 - JSON can be anything
    section = getattr(config, term.section)
    if term.secret:
        return SET if getattr(section, term.name).get_secret_value() else NOT_SET
    return section.model_dump(mode="json", include={term.name})[term.name]
