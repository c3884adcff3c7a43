"""The desktop: its bus, notifications, tray, X11 or Wayland, the key to hold, starting with the session."""

import asyncio
import shutil
import subprocess
from pathlib import Path
from typing import Any

from jarvis import paths
from jarvis.checks.finding import Check, Finding, absent, counted, failed, notice, ok, warning
from jarvis.checks.patient import Patient
from jarvis.session_bus import BusError, Call, SessionBus

_BUS = "org.freedesktop.DBus"
_NOTIFICATIONS = "org.freedesktop.Notifications"
_TRAY, _TRAY_PATH = "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher"
_PORTAL, _PORTAL_PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
_SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
_NO_BUS = "Log in to a desktop, or start Jarvis with `dbus-run-session`."
UNIT, ENTRY = "jarvis.service", "jarvis.desktop"
_ANSWER_S = 3.0


def _has(patient: Patient, name: str) -> bool:
    """Whether somebody on the session bus has this name. Raises BusError."""

    async def names() -> list[str]:
        async with SessionBus() as bus:
            return list((await bus.call(Call(_BUS, "/org/freedesktop/DBus", _BUS, "ListNames"))).body[0])

    return name in patient.once.get("names on the bus", lambda: asyncio.run(names()))


def _properties(name: str, path: str, interface: str) -> dict[str, Any]:
    async def ask() -> dict[str, Any]:
        async with SessionBus() as bus:
            return await bus.properties(name, path, interface)

    return asyncio.run(ask())


def bus(patient: Patient) -> Finding:
    """Whether there is a session bus."""
    try:
        _has(patient, _BUS)
    except BusError as error:
        if not _display(patient):
            return absent("0 session buses, 0 displays: this is no desktop")
        return failed("0 session buses", str(error), _NO_BUS)
    return ok("1 session bus")


def notifications(patient: Patient) -> Finding:
    """Whether somebody shows notifications, and who."""

    async def ask() -> tuple[str, str]:
        async with SessionBus() as bus:
            path = "/org/freedesktop/Notifications"
            reply = await bus.call(Call(_NOTIFICATIONS, path, _NOTIFICATIONS, "GetServerInformation"))
            return str(reply.body[0]), str(reply.body[2])

    try:
        if not _has(patient, _NOTIFICATIONS):
            cause = "no program of this desktop shows notifications"
            return warning("0 programs that show notifications", cause, "Install one, such as dunst.")
        name, version = asyncio.run(ask())
    except BusError as error:
        return absent(f"0 programs that show notifications: {error}", remedy=_NO_BUS)
    return ok(f"1 program that shows notifications: {name} {version}")


def tray(patient: Patient) -> Finding:
    """Whether the desktop has a tray that can show an icon of ours."""
    try:
        watched = _has(patient, _TRAY)
        shown = watched and bool(
            _properties(_TRAY, _TRAY_PATH, _TRAY).get("IsStatusNotifierHostRegistered", False)
        )
    except BusError as error:
        return absent(f"0 trays: {error}", remedy=_NO_BUS)
    if watched and shown:
        return ok("1 tray (StatusNotifierWatcher)")
    if watched:
        return warning("1 tray, which shows nothing", "no panel takes part", "Add a tray to your panel.")
    remedy = "On GNOME, install the extension AppIndicator; elsewhere add a tray to the panel."
    return warning("0 trays", "no program of this desktop is a StatusNotifierWatcher", remedy)


def _display(patient: Patient) -> str:
    environ = patient.environ
    if environ.get("WAYLAND_DISPLAY"):
        return "Wayland"
    return "X11" if environ.get("DISPLAY") else ""


def display(patient: Patient) -> Finding:
    """Wayland or X11, and whether it can be reached."""
    kind = _display(patient)
    if not kind:
        return absent("0 displays: there is neither DISPLAY nor WAYLAND_DISPLAY")
    if kind == "Wayland":
        name = patient.environ["WAYLAND_DISPLAY"]
        place = Path(patient.environ.get("XDG_RUNTIME_DIR") or "/run") / name
        remedy = "Start Jarvis from the desktop, not from another login."
        return (
            ok(f"1 display: Wayland, {name}")
            if place.exists()
            else failed("0 displays", f"there is no {place}", remedy)
        )
    name = patient.environ["DISPLAY"]
    number = name.rpartition(":")[2].partition(".")[0]
    if name.startswith(":") and not Path(f"/tmp/.X11-unix/X{number}").exists():  # noqa: S108 - where X has its sockets
        remedy = "Start Jarvis from the desktop, not from another login."
        return failed("0 displays", f"DISPLAY is {name}, and no X server is there", remedy)
    return ok(f"1 display: X11, {name}")


def hotkey(patient: Patient) -> Finding:
    """Whether a key can be held to talk."""
    kind = _display(patient)
    if not kind:
        return absent("0 displays, so no key can be held to talk")
    if kind == "X11":
        return ok("1 way to hold a key: X11")
    remedy = "Bind a key to `jarvis listen` in the desktop's settings."
    try:
        there = _has(patient, _PORTAL) and _properties(_PORTAL, _PORTAL_PATH, _SHORTCUTS)
    except BusError:
        there = False
    if there:
        return ok(f"1 way to hold a key: the portal's global shortcuts, version {there.get('version', 1)}")
    return notice("0 ways to hold a key", "this Wayland desktop has no portal for global shortcuts", remedy)


def entry(_: Patient) -> Finding:
    """Whether Jarvis starts with the desktop."""
    file = paths.desktop_entries()[0] / ENTRY
    if not file.exists():
        return absent(f"0 autostart entries at {file}")
    return _starts(file, "Exec", "autostart entry")


def unit(_: Patient) -> Finding:
    """Whether systemd starts Jarvis."""
    file = paths.desktop_entries()[1] / UNIT
    if not file.exists():
        return absent(f"0 user units at {file}")
    return _starts(file, "ExecStart", "user unit")


def _starts(file: Path, key: str, what: str) -> Finding:
    """Whether the program that a file names is there."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    command = next((line.partition("=")[2].strip() for line in lines if line.startswith(f"{key}=")), "")
    program = command.split()[0].strip('"') if command else ""
    if program and shutil.which(program):
        return ok(f"1 {what}, which starts {program}")
    cause = f"{program or 'no program'} in {file} cannot be started"
    return failed(f"1 {what}, 0 programs behind it", cause, f"Delete {file}, or make it again.")


def running_unit(_: Patient) -> Finding:
    """Whether the user unit is in order, as systemd tells."""
    if not (paths.desktop_entries()[1] / UNIT).exists():
        return absent("0 user units of Jarvis")
    program = shutil.which("systemctl")
    if program is None:
        return absent("0 answers of systemd: it is not here")
    command = [program, "--user", "show", UNIT, "--property=ActiveState,NRestarts", "--value"]
    try:
        told = subprocess.run(command, capture_output=True, check=False, timeout=_ANSWER_S)  # noqa: S603 - found above
    except subprocess.TimeoutExpired:
        return warning("0 answers of systemd", f"none within {_ANSWER_S:.0f} s", "Log out, and in again.")
    words = told.stdout.decode(errors="replace").split()
    if told.returncode or not words:
        return absent("0 answers of systemd: there is none for this user")
    restarts = next((int(word) for word in words if word.isdigit()), 0)
    state = next((word for word in words if not word.isdigit()), "unknown")
    seen = f"{state}, started again {counted(restarts, 'time')}"
    if state == "failed":
        return failed(seen, "it ended with an error", f"See `journalctl --user -u {UNIT}`.")
    return ok(seen)


CHECKS = (
    Check("session-bus", "the session bus", bus),
    Check("notifications", "who shows notifications", notifications),
    Check("tray", "whether the desktop has a tray", tray),
    Check("display", "Wayland or X11", display),
    Check("hotkey", "whether a key can be held to talk", hotkey),
    Check("autostart", "the autostart entry, and whether its program is there", entry),
    Check("user-unit", "the systemd user unit, and whether its program is there", unit),
    Check("user-unit-state", "how systemd's user unit is", running_unit),
)
