"""The sound server and the loudspeaker: there, which, muted, how loud; and how the echo is dealt with."""

from jarvis.checks.finding import Check, Finding, absent, counted, failed, notice, ok, warning
from jarvis.checks.patient import Patient
from jarvis.errors import JarvisError
from voice import echo_server, survey
from voice.soundserver import SoundServer, SoundServerError
from voice.survey import Survey
from voice.volume import kept_volume

_SLOW_MS = 500
_SOFT_PERCENT = 20
_START = "Start PipeWire or PulseAudio: `systemctl --user start pipewire-pulse` or `pulseaudio --start`."


def devices(patient: Patient) -> Survey:
    """What the sound server has. Raises SoundServerError."""
    return patient.once.get("survey", survey.ask)


def no_server(error: SoundServerError, what: str) -> Finding:
    """Nothing can be said about `what`."""
    return absent(f"{what}: 0 devices could be looked at, {error}", remedy=_START)


def server(patient: Patient) -> Finding:
    """Whether there is a sound server, and which."""
    try:
        found = devices(patient)
    except SoundServerError as error:
        return failed("0 sound servers", str(error), _START)
    seen = f"{found.server}, {counted(len(found.devices), 'device')}, answered in {found.took_ms} ms"
    if found.took_ms > _SLOW_MS:
        return warning(seen, f"it takes more than {_SLOW_MS} ms", "Close programs, or start it again.")
    return ok(seen)


def speaker(patient: Patient) -> Finding:
    """Whether there is a loudspeaker."""
    wanted = patient.config.audio.loudspeaker
    try:
        found = devices(patient)
    except SoundServerError as error:
        return no_server(error, "loudspeaker")
    number = sum(one.plays for one in found.devices)
    seen = counted(number, "loudspeaker")
    chosen = found.chosen(wanted, plays=True)
    if chosen is not None and chosen.name != "auto_null":
        return ok(f"{seen}; in use is {chosen.description}")
    if number and wanted:
        cause = f"none is called “{wanted}”, as `audio.loudspeaker` says"
        return failed(seen, cause, "Correct that setting, or connect the device.")
    return failed(seen, "the sound server knows no loudspeaker", "Connect one, or choose an output profile.")


def speaker_volume(patient: Patient) -> Finding:
    """Whether the loudspeaker can be heard."""
    try:
        chosen = devices(patient).chosen(patient.config.audio.loudspeaker, plays=True)
    except SoundServerError as error:
        return no_server(error, "volume")
    if chosen is None:
        return absent("0 loudspeakers, so there is no volume")
    seen = f"{chosen.percent} %{', muted' if chosen.muted else ''}"
    remedy = "Turn it up in the sound settings, or say “volume up”."
    if chosen.muted or not chosen.percent:
        return failed(seen, "the loudspeaker is muted in the system", remedy)
    if chosen.percent < _SOFT_PERCENT:
        return warning(seen, f"below {_SOFT_PERCENT} % one hardly hears it", remedy)
    return ok(seen)


def own_volume(patient: Patient) -> Finding:
    """How loud Jarvis itself is."""
    mark = patient.place("state") / "volume"
    percent = kept_volume(mark, patient.config.audio.volume) if mark.exists() else patient.config.audio.volume
    seen = f"{percent} % of what the loudspeaker gives"
    remedy = "Turn it up: `jarvis volume 80`."
    if percent == 0:
        return failed(seen, "Jarvis was turned down to nothing", remedy)
    return warning(seen, "Jarvis was turned down", remedy) if percent < _SOFT_PERCENT else ok(seen)


def _devices(patient: Patient, server: SoundServer) -> echo_server.Devices:
    """The devices that are set, if the server knows them by these names."""
    microphones = {one.name for one in server.sources() if not one.monitor}
    source, sink = patient.config.audio.microphone, patient.config.audio.loudspeaker
    return echo_server.Devices(
        source if source in microphones else "", sink if sink in {one.name for one in server.sinks()} else ""
    )


def echo(patient: Patient) -> Finding:
    """How Jarvis's own voice is kept out of the microphone."""
    wanted = patient.config.echo.cancel
    if wanted == "off":
        return notice("0 echo cancellers, as `echo.cancel` says")
    try:
        with SoundServer() as server:
            found = echo_server.look(server, _devices(patient, server))
    except SoundServerError as error:
        found = echo_server.Found(works=False, sentence=f"The sound server cannot be asked: {error}.")
    if found.works and wanted != "own":
        return ok(f"1 echo canceller: {found.sentence}")
    seen = f"0 echo cancellers of the sound server: {found.sentence}"
    if wanted == "server":
        remedy = "Run `jarvis doctor --fix echo`, or set `echo.cancel` to auto."
        return failed(seen, "`echo.cancel` asks for the sound server's", remedy)
    if "nothing is cancelled" in found.sentence:
        remedy = "Let Jarvis play into that sink, or run `jarvis doctor --undo`."
        return failed(seen, "what is played goes past the canceller", remedy)
    return ok("1 echo canceller: Jarvis takes its own voice out of the microphone by itself")


def fix_echo(patient: Patient) -> str:
    """Have the sound server take the echo out, for good."""
    if patient.config.echo.cancel in {"own", "off"}:
        return f"Nothing to do: `echo.cancel` is {patient.config.echo.cancel}."
    try:
        with SoundServer() as server:
            found = _devices(patient, server)
            if echo_server.look(server, found).works:
                found = echo_server.Devices()
            return echo_server.set_up(server, found)
    except SoundServerError as error:
        raise JarvisError(f"The echo cannot be cancelled by the sound server: {error}.") from None


def undo_echo(_: Patient) -> str:
    """Take the sound server's canceller away."""
    try:
        with SoundServer() as server:
            return echo_server.undo(server)
    except SoundServerError as error:
        raise JarvisError(f"The sound server cannot be changed: {error}.") from None


CHECKS = (
    Check("sound-server", "the sound server: which one, how many devices, how quickly it answers", server),
    Check("speaker", "the loudspeaker in use", speaker),
    Check("speaker-volume", "its volume, and whether it is muted", speaker_volume),
    Check("own-volume", "how loud Jarvis plays", own_volume),
    Check("echo", "what takes Jarvis's own voice out of the microphone", echo, fix_echo, undo_echo),
)
