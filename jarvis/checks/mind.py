"""The language model: Ollama, the model that answers, and whether anything said would leave this computer."""

import asyncio
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jarvis.checks.finding import Check, Finding, absent, counted, failed, mb, notice, ok, warning
from jarvis.checks.patient import Patient
from jarvis.errors import EngineError
from jarvis.mind import embedded, gguf, http
from jarvis.mind.ollama_models import PULL, choose
from jarvis.mind.ollama_models import installed as installed_models

USUAL = "http://127.0.0.1:11434"
_SLOW_MS = 1_000
_FAILED = (http.HttpError, ValueError, TypeError, AttributeError)


def _asked(patient: Patient, path: str) -> tuple[Any, int]:
    """What Ollama tells, and after how many ms. Raises EngineError and what is in _FAILED."""
    config = patient.config.mind
    url = http.permitted(config.url or USUAL, config.allow_network)
    began_s = time.monotonic()
    told = asyncio.run(http.get(f"{url}{path}", config.key.get_secret_value()))
    return told, round((time.monotonic() - began_s) * 1000)


def ollama(patient: Patient) -> Finding:
    """Whether Ollama answers, in which version."""
    config = patient.config.mind
    if config.engine not in {"auto", "ollama"}:
        return absent(f"0 servers asked: `mind.engine` is {config.engine}")
    where = config.url or USUAL
    try:
        told, took_ms = _asked(patient, "/api/version")
        version = str(told["version"])
    except EngineError as error:
        return failed("0 servers asked", str(error), "Correct `mind.url` or `mind.allow_network`.")
    except (*_FAILED, KeyError):
        seen, remedy = f"0 answers at {where}", "Install it from ollama.com, then run `ollama serve`."
        if config.engine == "ollama":
            return failed(seen, "`mind.engine` asks for Ollama, and it does not answer", remedy)
        return absent(seen, "Ollama is not here; small talk works without it", remedy)
    seen = f"Ollama {version} answered in {took_ms} ms"
    if took_ms > _SLOW_MS:
        return warning(seen, f"more than {_SLOW_MS} ms: it, or the network to it, is busy", "Close programs.")
    return ok(seen)


def model(patient: Patient) -> Finding:
    """Which model answers, going by what Ollama has or by the embedded one."""
    config = patient.config.mind
    if config.engine == "none":
        return absent("0 language models, as `mind.engine` says")
    if config.engine in {"auto", "ollama"}:
        try:
            tags, _ = _asked(patient, "/api/tags")
        except (EngineError, *_FAILED):
            return _embedded(patient)
        there = installed_models(tags)
        found = choose(there, config.model, allow_cloud=config.allow_cloud)
        seen = f"{counted(len(there), 'model')} in Ollama"
        if not isinstance(found, str):
            return ok(f"{seen}; {found.name} ({mb(found.size_bytes)}) answers")
        return warning(seen, found, f"Fetch one: `ollama pull {PULL}`.")
    return _embedded(patient) if config.engine == "embedded" else _server(patient)


def _embedded(patient: Patient) -> Finding:
    """The model that comes along, for small talk; or a file of the user's."""
    config = patient.config.mind
    own = config.model if config.engine == "embedded" else ""
    file = Path(own).expanduser() if own else embedded.packaged()
    if file is None:
        return warning("0 language models", "none is installed", "Run scripts/run again, or install Ollama.")
    try:
        gguf.read(file)
    except (EngineError, OSError, ValueError) as error:
        remedy = "Correct `mind.model`." if own else "Run scripts/run again."
        return failed("0 of 1 embedded model usable", str(error), remedy)
    return ok(f"1 embedded model for small talk, {mb(file.stat().st_size)}")


def _server(patient: Patient) -> Finding:
    try:
        told, took_ms = _asked(patient, "/models")
        number = len(told["data"])
    except EngineError as error:
        return failed("0 servers asked", str(error), "Correct `mind.url` or `mind.allow_network`.")
    except (*_FAILED, KeyError):
        return failed("0 answers of the model server", "it cannot be asked", "Check `mind.url`, start it.")
    return ok(f"{counted(number, 'model')} at the server of `mind.url`, answered in {took_ms} ms")


def reach(patient: Patient) -> Finding:
    """Whether what is said may leave this computer."""
    config, recognition = patient.config.mind, patient.config.recognition
    hosts = [
        *config.allow_network,
        *recognition.allow_network,
        *(["cloud models"] if config.allow_cloud else []),
    ]
    host = urlsplit(config.url).hostname or ""
    if host and not http.is_here(host) and host not in config.allow_network:
        cause = f"{host} is not this computer, and `mind.allow_network` does not name it"
        return failed("1 address that is not allowed", cause, "Correct `mind.url`, or allow it.")
    seen = f"{len(hosts)} services outside may be sent what was said"
    if hosts:
        return notice(
            seen, f"you allowed {', '.join(hosts)[:200]}", "Take it out of the settings to end that."
        )
    return ok(seen)


CHECKS = (
    Check("ollama", "whether Ollama answers, its version, how quickly", ollama),
    Check("language-model", "which language model answers", model),
    Check("network-services", "services outside that may be sent what was said", reach),
)
