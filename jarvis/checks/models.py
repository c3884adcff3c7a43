"""The models: installed ones by their checksums, the one for searching, and whether memory is enough."""

from jarvis import machine
from jarvis.checks.finding import Check, Finding, absent, counted, failed, mb, notice, ok, warning
from jarvis.checks.patient import Patient
from jarvis.errors import ModelError
from jarvis.mind import embedding, recall
from jarvis.mind.embedded import packaged
from voice.models import Models

RECOGNIZER_MB, DAEMON_MB = 250, 300
"""What they take when they are loaded, measured."""


def installed(patient: Patient) -> Finding:
    """Whether every installed model is as it was installed."""
    folder = patient.place("data") / "models"
    if not folder.is_dir():
        return absent("0 models installed", remedy="See `jarvis models list`.")
    models = Models(folder)
    there = [one for one in models.list() if one.state != "not installed"]
    damaged = [one.name for one in there if one.state == "damaged" or not models.verify(one.name).intact]
    size = sum(one.size_bytes for one in there)
    seen = f"{counted(len(there), 'model')}, {mb(size)}, {len(damaged)} of them damaged"
    if damaged:
        remedy = " ".join(f"`jarvis models pull {name}`." for name in damaged[:3])
        return failed(
            f"{seen}: {', '.join(damaged)}", "files are missing or changed", f"Fetch again: {remedy}"
        )
    outdated = [one.name for one in there if one.state == "outdated"]
    if outdated:
        remedy = f"Fetch it with `jarvis models pull {outdated[0]}`."
        return notice(f"{seen}, {len(outdated)} outdated", "there is a newer version", remedy)
    return ok(seen)


def leftovers(patient: Patient) -> Finding:
    """What interrupted downloads left."""
    staging = patient.place("data") / "models/.staging"
    found = [one for one in staging.glob("*") if one.is_file()] if staging.is_dir() else []
    size = sum(one.stat().st_size for one in found)
    seen = f"{counted(len(found), 'unfinished download')}, {mb(size)}"
    if found:
        return notice(seen, "a download was interrupted", "`jarvis models pull NAME` goes on with it.")
    return ok(seen)


def for_search(_: Patient) -> Finding:
    """Whether the model that searches documents is whole."""
    try:
        size = embedding.verify()
    except ModelError as error:
        return failed("0 of 2 files usable", str(error), "Install Jarvis again: scripts/run.")
    return ok(f"2 of 2 files whole, {mb(size)}")


def memory(patient: Patient) -> Finding:
    """Whether there is memory for all models at once."""
    small_talk = packaged()
    needs = {
        "Jarvis": DAEMON_MB,
        "the recognizer": RECOGNIZER_MB,
        "searching documents": embedding.TAKES_MB + recall.TAKES_MB,
        "small talk": round(small_talk.stat().st_size / 1e6 * 1.3) if small_talk else 0,
    }
    running = 0
    if patient.pid is not None:
        running = min(needs["Jarvis"], machine.process_mb(patient.pid))
    needed, free, total = sum(needs.values()) - running, machine.free_ram_mb(), machine.total_ram_mb()
    seen = f"{free} of {total} MB free, {needed} MB needed at most"
    if needed <= free:
        return ok(seen)
    cause = ", ".join(f"{name} {size} MB" for name, size in needs.items())
    if needed > total:
        return failed(seen, f"this computer has too little memory ({cause})", "Set `mind.engine` to none.")
    return warning(seen, f"other programs have it ({cause})", "Close other programs.")


CHECKS = (
    Check("models", "installed models, every file by its checksum", installed, limit_s=120),
    Check("model-leftovers", "unfinished downloads", leftovers),
    Check("search-model", "the model for searching documents, by its checksums", for_search, limit_s=30),
    Check("memory", "free memory against what the models need", memory),
)
