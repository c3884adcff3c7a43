"""The wake word on the user's own voice, from what `jarvis wake` keeps."""

from jarvis.checks.finding import Check, Finding, not_running, notice, ok, warning
from jarvis.checks.patient import Patient

_LOW, _HIGH = 0.8, 0.99


def word(patient: Patient) -> Finding:
    """How often it woke, nearly woke, and what the user said about that."""
    found = patient.told("/wake")
    if found is None:
        return not_running("wake word")
    entries = found["entries"]
    woke = [one for one in entries if one["outcome"] in {"woke", "tested"}]
    near = [one for one in entries if one["outcome"] == "near"]
    wrong = sum(one["verdict"] == "wrong" for one in woke)
    missed = sum(one["verdict"] == "me" for one in near)
    best = max((one["score"] for one in entries), default=0.0)
    seen = (
        f"{len(woke)} wakes ({wrong} of them wrong) and {len(near)} near ones ({missed} of them meant), "
        f"the best score {best:.2f} with a threshold of {found['threshold']:.2f}"
    )
    if found["better"] is not None and found["better"] != found["threshold"]:
        remedy = f"Set `wake.threshold` to {found['better']:.2f}; try it with `jarvis wake test`."
        return warning(seen, str(found["advice"]), remedy)
    if missed and not woke:
        return warning(seen, "your voice is not recognized", "Speak closer, or lower `wake.threshold`.")
    if not entries:
        return notice(seen, "nobody has said it since the start", "Try it with `jarvis wake test`.")
    return ok(seen)


def threshold(patient: Patient) -> Finding:
    """Whether the threshold is one that wakes."""
    wake = patient.config.wake
    values = [wake.thresholds.get(one, wake.threshold) for one in wake.models]
    seen = ", ".join(f"{one} {value:.2f}" for one, value in zip(wake.models, values, strict=True))
    if min(values) < _LOW:
        return warning(seen, f"below {_LOW} it wakes by mistake", "Raise `wake.threshold`, 0.98 is usual.")
    if max(values) >= _HIGH:
        return warning(
            seen, f"from {_HIGH} on it hardly ever wakes", "Lower `wake.threshold`, 0.98 is usual."
        )
    return ok(seen)


CHECKS = (
    Check("wake-word", "wakes and near wakes since the start, and what you said about them", word),
    Check("wake-threshold", "how sure the detector must be", threshold),
)
