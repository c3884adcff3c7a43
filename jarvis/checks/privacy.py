"""What is kept and how long, who holds the microphone, and whether what was said stands in a log."""

from collections.abc import Iterator
from pathlib import Path

from jarvis.checks.finding import Check, Finding, absent, counted, failed, mb, not_running, notice, ok
from jarvis.checks.microphone import SLOW_LIMIT_S, is_muted, system
from jarvis.checks.patient import Patient
from voice import proof

_SENTENCES, _SHORTEST = 50, 12
"""So many sentences are looked for, if they have so many letters: shorter ones stand anywhere."""
_MOST_BYTES = 20_000_000


def holder(patient: Patient) -> Finding:
    """Whether nothing of ours has the microphone that should not."""
    found = system(patient)
    held = proof.holding(found)
    seen = f"{counted(len(held), 'process', 'processes')} of Jarvis with the microphone"
    if proof.kept(found):
        return ok(f"{seen}, {'muted' if is_muted(patient) else 'not muted'}")
    pids = " ".join(str(one.pid) for one in held)
    cause = "Jarvis is muted" if found.running else "no Jarvis runs, and one left it behind"
    return failed(seen, cause, f"End it: `kill -9 {pids}`.")


def kept(patient: Patient) -> Finding:
    """What is kept, and how long."""
    config = patient.config
    what = [
        f"requests and answers {config.memory.keep_days} days",
        f"the sound of {config.listen.keep_turns} turns, in memory only",
        f"times of turns {'in trace.jsonl, 20 MB at most' if config.latency.trace else '0 days'}",
    ]
    seen = "; ".join(what)
    if config.memory.keep_days > 365:  # noqa: PLR2004 - a year
        return notice(seen, "that is more than a year", "Lower `memory.keep_days`.")
    return ok(seen)


def canary(patient: Patient) -> Finding:
    """Whether anything that was said stands in a log."""
    told = patient.told("/memory")
    if told is None:
        return not_running("canary")
    texts = [str(one.get("text", "")) for one in told["kept"][-_SENTENCES:]]
    wanted = {text.encode() for text in texts if len(text) >= _SHORTEST}
    found, size = 0, 0
    for content in _logs(patient.place("state")):
        size += len(content)
        found += sum(one in content for one in wanted)
    seen = f"{found} of {counted(len(wanted), 'kept sentence')} found in {mb(size)} of logs"
    if not wanted:
        return absent(f"{seen}: nothing was said that could be looked for")
    if found:
        cause = "a log holds what was said; only a log level of DEBUG or a skill can do that"
        return failed(seen, cause, "Restart Jarvis, which empties the log, and report it.")
    return ok(seen)


def _logs(folder: Path) -> Iterator[bytes]:
    for file in (*folder.glob("*.log*"), *folder.glob("trace.jsonl*")):
        with file.open("rb") as stream:
            yield stream.read(_MOST_BYTES)


CHECKS = (
    Check("privacy-microphone", "processes of Jarvis that have the microphone", holder, limit_s=SLOW_LIMIT_S),
    Check("privacy-kept", "what is kept, and how long", kept),
    Check("privacy-canary", "sentences that were said, looked for in the logs", canary),
)
