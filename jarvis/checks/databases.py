"""What is kept: the database, its version and its log, the store of vectors, and what was set aside."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from jarvis import store_health
from jarvis.checks.finding import Check, Finding, absent, counted, failed, mb, notice, ok, warning
from jarvis.checks.patient import Patient

_LARGE_WAL = 64_000_000


def _store(patient: Patient) -> Mapping[str, Any] | None:
    """What the daemon tells of it; while none runs, what the files show. None if there are none."""
    if (told := patient.told("/store")) is not None:
        found: Mapping[str, Any] = told
        return found

    def look() -> Mapping[str, Any] | None:
        folder = patient.place("data")
        try:
            found = store_health.look(folder / "jarvis.db")
        except FileNotFoundError:
            return None
        return {**asdict(found), "vectors": store_health.vectors(folder / "documents")}

    return patient.once.get("store", look)


def whole(patient: Patient) -> Finding:
    """Whether the database is damaged."""
    found = _store(patient)
    if found is None:
        return absent("0 databases: Jarvis has kept nothing yet")
    if found["damage"]:
        cause = f"SQLite says: {found['damage'][:200]}"
        remedy = "Copy jarvis.db elsewhere, then run `jarvis start`: it sets it aside and begins anew."
        return failed(f"{mb(found['bytes'])}, damaged", cause, remedy)
    return ok(f"{mb(found['bytes'])}, whole")


def version(patient: Patient) -> Finding:
    """Whether its tables are those of this Jarvis."""
    found = _store(patient)
    if found is None or found["damage"]:
        return absent("0 databases whose version could be read")
    seen = f"version {found['version']} of the tables, {found['wanted']} is this Jarvis's"
    if found["version"] > found["wanted"]:
        return failed(seen, "a newer Jarvis wrote it", "Install that version again.")
    if found["version"] < found["wanted"]:
        return notice(
            seen, "an older Jarvis wrote it", "`jarvis start` brings it up to date, and keeps a copy."
        )
    return ok(seen)


def wal(patient: Patient) -> Finding:
    """How much stands in the database's log."""
    found = _store(patient)
    if found is None:
        return absent("0 databases")
    seen = f"{mb(found['wal_bytes'])} beside the database"
    if found["wal_bytes"] > _LARGE_WAL:
        cause = f"more than {mb(_LARGE_WAL)}: something holds the database open"
        return warning(seen, cause, "Restart Jarvis: `jarvis stop`, then `jarvis start`.")
    return ok(seen)


def vectors(patient: Patient) -> Finding:
    """Whether the store of vectors has what the database has."""
    found = _store(patient)
    if found is None or not found["passages"]:
        return absent("0 passages of documents")
    seen = f"{found['passages']} passages in the database, {found['vectors'] or 0} in the store of vectors"
    if patient.told("/docs/progress") is not None and patient.told("/docs/progress")["running"]:
        return notice(seen, "documents are being read", "Wait for it: `jarvis docs list`.")
    if found["vectors"] != found["passages"]:
        cause = "the store of vectors is damaged" if found["vectors"] is None else "they do not match"
        return warning(seen, cause, "Make it again: `jarvis docs reindex`.")
    return ok(seen)


def set_aside(patient: Patient) -> Finding:
    """What was damaged once, and is kept."""
    folder = patient.place("data")
    found = [
        *folder.glob("jarvis.damaged"),
        *folder.glob("jarvis.db.v*"),
        *folder.glob("documents.damaged-*"),
    ]
    size = sum(part.stat().st_size for one in found for part in ([one] if one.is_file() else one.rglob("*")))
    seen = f"{counted(len(found), 'copy', 'copies')} set aside, {mb(size)}"
    damaged = [one.name for one in found if "damaged" in one.name]
    if damaged:
        return notice(seen, f"{', '.join(damaged)[:200]} was damaged", "Delete it if nothing is missing.")
    return ok(seen)


CHECKS = (
    Check("database", "whether the database is whole (PRAGMA quick_check)", whole, limit_s=60),
    Check("database-version", "the version of its tables", version, limit_s=60),
    Check("database-log", "how large its write-ahead log is", wal, limit_s=60),
    Check("vectors", "passages in the database against those in the store of vectors", vectors, limit_s=60),
    Check("set-aside", "damaged files that were set aside", set_aside),
)
