"""The microphone: which it is, who else has it, and a second of its sound: level, noise, silence."""

from collections.abc import Callable

from jarvis.checks.finding import Check, Finding, absent, counted, failed, notice, ok, warning
from jarvis.checks.patient import Patient
from jarvis.checks.sound import devices, no_server
from voice import holders, sampling
from voice.holders import Privacy
from voice.sampling import Levels, NoSampleError
from voice.soundserver import SoundServerError

LISTEN_S = 1.0
SLOW_LIMIT_S = 20.0
"""A sound server that hangs is waited for twice: once by who listens, once by who looks."""
NOISY_DBFS, LOUD_DBFS = -40.0, -12.0
CLIPPED_PERCENT, ZEROS_PERCENT = 0.1, 99.0
_FAINT_PERCENT = 10


def is_muted(patient: Patient) -> bool:
    """Whether the user closed the microphone: then nothing here opens it."""
    return (patient.place("state") / "muted").exists()


def muted(patient: Patient) -> Finding:
    """Whether Jarvis may listen at all."""
    if is_muted(patient):
        return notice("1 mark that keeps the microphone closed", "you muted Jarvis", "Use `jarvis unmute`.")
    return ok("0 marks that keep the microphone closed")


def there(patient: Patient) -> Finding:
    """Whether there is a microphone, and no loudspeaker's monitor in its place."""
    wanted = patient.config.audio.microphone
    if wanted.startswith("file:"):
        return notice("1 sound file takes the place of the microphone", "`audio.microphone` says so")
    try:
        found = devices(patient)
    except SoundServerError as error:
        return no_server(error, "microphone")
    number = sum(not one.plays and not one.monitor for one in found.devices)
    seen, chosen = counted(number, "microphone"), found.chosen(wanted, plays=False)
    if chosen is not None and not chosen.monitor:
        return ok(f"{seen}; in use is {chosen.description}")
    if wanted:
        cause = f"none is called “{wanted}”, as `audio.microphone` says"
        return failed(seen, cause, "Correct that setting, or connect the device.")
    if chosen is not None:
        cause = f"the default is {chosen.description}, which is what a loudspeaker plays"
        return failed(seen, cause, "Connect a microphone, or choose one in the sound settings.")
    return failed(seen, "the sound server knows none", "Connect one, or choose an input profile.")


def volume(patient: Patient) -> Finding:
    """Whether the system has muted it, or turned it down."""
    try:
        chosen = devices(patient).chosen(patient.config.audio.microphone, plays=False)
    except SoundServerError as error:
        return no_server(error, "volume")
    if chosen is None:
        return absent("0 microphones, so there is no volume")
    seen = f"{chosen.percent} %{', muted' if chosen.muted else ''}"
    remedy = "Turn it up in the sound settings; on many laptops a key mutes it."
    if chosen.muted or not chosen.percent:
        return failed(seen, "the system has muted the microphone", remedy)
    if chosen.percent < _FAINT_PERCENT:
        return warning(seen, f"below {_FAINT_PERCENT} % one is hardly heard", remedy)
    return ok(seen)


def _listen(patient: Patient) -> Levels:
    with patient.ears:
        return sampling.listen(patient.config.audio.microphone, LISTEN_S)


def system(patient: Patient) -> Privacy:
    """Who holds the microphone and what we are connected to, as the system tells."""
    pid = patient.pid

    def look() -> Privacy:
        with patient.ears:
            return holders.look(pid, muted=is_muted(patient))

    return patient.once.get("system", look)


def _listened(patient: Patient, judge: Callable[[Levels], Finding]) -> Finding:
    """A verdict on a second of sound. That there is none is told once, by the level."""
    if is_muted(patient):
        return absent("0 s listened to: Jarvis is muted, so the microphone stays closed")
    wanted = patient.config.audio.microphone
    if wanted.startswith("file:"):
        return absent("0 s listened to: a sound file takes the place of the microphone")
    try:
        found = patient.once.get("levels", lambda: _listen(patient))
    except NoSampleError as error:
        if judge is not _level:
            return absent("0 s of sound", str(error), "See the check “microphone-level”.")
        return failed("0 s of sound", str(error), "Connect a microphone; see the check “microphone”.")
    return judge(found)


def _level(found: Levels) -> Finding:
    seen = f"{found.rms_dbfs:.1f} dBFS on average, peak {found.peak_dbfs:.1f} dBFS, in {found.length_ms} ms"
    if found.rms_dbfs > LOUD_DBFS:
        cause = f"louder than {LOUD_DBFS:.0f} dBFS: words are drowned, or the microphone is turned up too far"
        return warning(seen, cause, "Turn the microphone down, or the music.")
    return ok(seen)


def _noise(found: Levels) -> Finding:
    seen = f"{found.floor_dbfs:.1f} dBFS in the quietest moments"
    if found.floor_dbfs > NOISY_DBFS:
        cause = f"more than {NOISY_DBFS:.0f} dBFS of noise all the time"
        return warning(seen, cause, "Move the microphone away from fans, or turn it down and speak closer.")
    return ok(seen)


def _clipping(found: Levels) -> Finding:
    seen = f"{found.clipped_percent:.2f} % of the samples at their limit"
    if found.clipped_percent > CLIPPED_PERCENT:
        cause = "the microphone is turned up so far that sound is cut off"
        return failed(seen, cause, "Turn the microphone down in the sound settings.")
    return ok(seen)


def _zeros(found: Levels) -> Finding:
    seen = f"{found.zeros_percent:.1f} % of the samples are zero"
    if found.zeros_percent >= ZEROS_PERCENT:
        cause = "digital silence: a switch, a key or another program has muted it"
        return failed(
            seen, cause, "Look for a switch on the microphone, and unmute it in the sound settings."
        )
    return ok(seen)


def held(patient: Patient) -> Finding:
    """Who else records."""
    found = system(patient)
    if found.unasked:
        return absent(f"holders: 0 programs could be looked at, {found.unasked}")
    others = {
        f"{one.program} (process {one.pid or 'unknown'})"
        for one in (*found.recording, *found.devices)
        if not one.ours and not one.monitor
    }
    seen = f"{counted(len(others), 'other program')} recording a microphone"
    if others:
        cause = f"{', '.join(sorted(others)[:3])} has it open"
        return notice(seen, cause, "Close it if you do not want it to listen.")
    return ok(seen)


CHECKS = (
    Check("muted", "whether Jarvis is muted", muted),
    Check("microphone", "the microphone in use", there),
    Check("microphone-volume", "its volume, and whether the system muted it", volume),
    Check("microphone-level", "how loud a second of its sound is", lambda one: _listened(one, _level)),
    Check("microphone-noise", "how loud it is when nobody speaks", lambda one: _listened(one, _noise)),
    Check("microphone-clipping", "samples that are cut off", lambda one: _listened(one, _clipping)),
    Check("microphone-silence", "samples that are exactly zero", lambda one: _listened(one, _zeros)),
    Check("microphone-holders", "other programs that record", held, limit_s=SLOW_LIMIT_S),
)
