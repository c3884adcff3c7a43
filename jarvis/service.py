"""Jarvis from login to logout: a service of the user's systemd, else a program that the desktop starts.

Only files of the user are written, and all of them can be taken back. Whatever was changed by hand is left.
"""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from jarvis import menu_files, paths, stamped, systemctl, unit
from jarvis.errors import FolderError, JarvisError
from jarvis.stamped import Found

UNIT = "jarvis.service"
_GRAPHICAL, _DEFAULT = "graphical-session.target", "default.target"
_PASSED_ON = ("CONFIG_PATH", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
"""Where the settings and the data are, if the user chose other places: the service has to find them too."""
START_S = 130.0
_TRAY = ("tray", "--wait", "60")
"""At login the panel may come later than we do."""


@dataclass
class Status:
    """How Jarvis is started. `kind` is "systemd", "autostart", or "" for neither."""

    kind: str = ""
    file: str = ""
    enabled: bool = False
    changed_by_hand: bool = False
    outdated: bool = False
    """It was written by another version, or from another place."""
    overrides: list[str] = field(default_factory=list)
    """Files of systemd that change the unit, as `systemctl --user edit` makes them."""
    manager: dict[str, str] = field(default_factory=dict)
    """What systemd tells of the unit."""


def unit_file() -> Path:
    """The service."""
    return paths.config_home() / "systemd" / "user" / UNIT


def links() -> list[Path]:
    """Where a link enables it."""
    return [unit_file().parent / f"{target}.wants" / UNIT for target in (_GRAPHICAL, _DEFAULT)]


def autostart_file() -> Path:
    """What the desktop starts when the user logs in."""
    return paths.config_home() / "autostart" / "jarvis.desktop"


def tray_file() -> Path:
    """The icon in the panel, which the desktop starts beside a service."""
    return paths.config_home() / "autostart" / "jarvis-tray.desktop"


def program() -> list[str]:
    """The command, by its whole path: a service has no `PATH` of ours."""
    beside = Path(sys.executable).absolute().with_name("jarvis")
    found = beside.is_file() and os.access(beside, os.X_OK)
    return [str(beside)] if found else [str(Path(sys.executable).absolute()), "-P", "-m", "jarvis"]


def install(*, autostart: bool = False, force: bool = False) -> list[str]:
    """Start Jarvis at each login from now on; tells what was done. Raises FolderError."""
    _linux_only()
    by_systemd = systemctl.manager_runs() and not autostart
    left = [] if menu_files.install(_prefixed(), os.environ, force=force) else [menu_files.entry_file()]
    if by_systemd:
        said = _install_unit(left, force=force)
        _drop(autostart_file())
        starts = unit.entry("Jarvis in the panel", "Shows how Jarvis is", [*_prefixed(), *_TRAY], _SHOWN)
        wrote = (tray_file(), starts)
    else:
        why = "as you asked" if autostart else "because no systemd runs for you here"
        said = [f"The desktop starts Jarvis when you log in ({autostart_file()}), {why}."]
        _remove_unit()
        _drop(tray_file())
        wrote = (autostart_file(), _autostart_text())
    if not stamped.put(*wrote, force=force):
        left.append(wrote[0])
    said += [f"{file} was changed by hand and is left as it is; --force writes it anew." for file in left]
    return [*said, "Jarvis is in the menu of the desktop."]


_SHOWN = {"X-GNOME-Autostart-enabled": "true", "NoDisplay": "true"}


def _autostart_text() -> str:
    return unit.entry("Jarvis", "Talk to your computer", [*_prefixed(), "start"], _SHOWN)


def _install_unit(left: list[Path], *, force: bool) -> list[str]:
    file, target = unit_file(), _target()
    if file.is_symlink() and file.resolve() == Path("/dev/null") and not force:
        raise JarvisError("The service is masked. Use `systemctl --user unmask jarvis.service` first.")
    if not stamped.put(file, _unit_text(target), force=force):
        left.append(file)
    for link in links():
        _link(link, wanted=link.parent.name == f"{target}.wants")
    said = [f"systemd starts Jarvis when you log in ({file})."]
    return [*said, *_reloaded()]


def _reloaded() -> list[str]:
    """Let systemd read its files anew."""
    well, why = systemctl.user("daemon-reload")
    return [] if well else [f"systemd will notice at your next login: {why}."]


def _link(link: Path, *, wanted: bool) -> None:
    """Make it, or take it away. Raises FolderError."""
    if not wanted:
        stamped.erase(link)
        with suppress(OSError):  # other services are there, or none ever was
            link.parent.rmdir()
    elif not (link.is_symlink() and link.resolve() == unit_file().resolve()):
        stamped.erase(link)
        try:
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(f"../{UNIT}")
        except OSError as error:
            raise stamped.unwritable(link, error) from None


def start() -> str:
    """Have systemd start it now, and wait. Raises JarvisError."""
    well, why = systemctl.user("start", UNIT, limit_s=START_S)
    if not well:
        raise JarvisError(f"systemd did not start Jarvis: {why}. See `journalctl --user --unit jarvis`.")
    return "Jarvis runs."


def remove() -> list[str]:
    """Take everything back; tells what was done. Raises FolderError."""
    _linux_only()
    files = (unit_file(), *links(), autostart_file(), tray_file(), menu_files.entry_file())
    had = any(file.exists() or file.is_symlink() for file in files)
    kept = [*_remove_unit(), *_drop(autostart_file()), *_drop(tray_file()), *menu_files.remove()]
    if not had:
        return ["There was nothing to remove."]
    said = ["Jarvis is not started at login any more, and not in the menu."]
    return said + [f"What was changed by hand is kept as {file}." for file in kept]


def _remove_unit() -> list[Path]:
    had = stamped.look(unit_file()) is not Found.MISSING
    for link in links():
        _link(link, wanted=False)
    kept = _drop(unit_file())
    if had and systemctl.manager_runs():
        systemctl.user("daemon-reload")
    return kept


def _drop(file: Path) -> list[Path]:
    kept = stamped.take_back(file) if file.exists() or file.is_symlink() else None
    return [kept] if kept else []


def status() -> Status:
    """How it is started; see `Status`."""
    file, found = unit_file(), stamped.look(unit_file())
    if found is not Found.MISSING:
        enabled = any(link.exists() and link.resolve() == file.resolve() for link in links())
        overrides = sorted(str(one) for one in file.with_name(f"{UNIT}.d").glob("*.conf"))
        texts = [_unit_text(target) for target in (_GRAPHICAL, _DEFAULT)]
        old = found is Found.OURS and stamped.content(file) not in texts
        wanted = ("ActiveState", "SubState", "MainPID", "NRestarts", "Result")
        told = systemctl.properties(UNIT, *wanted) if systemctl.manager_runs() else {}
        return Status("systemd", str(file), enabled, found is Found.CHANGED, old, overrides, told)
    file, found = autostart_file(), stamped.look(autostart_file())
    if found is Found.MISSING:
        return Status()
    text = stamped.content(file)
    off = {"Hidden=true", "X-GNOME-Autostart-enabled=false"} & set(text.splitlines())
    old = found is Found.OURS and text != _autostart_text()
    return Status("autostart", str(file), not off, found is Found.CHANGED, old)


def _target() -> str:
    """With the desktop where systemd knows of one, so that there is a screen; else at login."""
    return _GRAPHICAL if systemctl.user("is-active", "--quiet", _GRAPHICAL)[0] else _DEFAULT


def _unit_text(target: str) -> str:
    return unit.unit([*program(), "run"], _places(), target)


def _prefixed() -> list[str]:
    """The command for files that cannot set the environment."""
    places = [f"{key}={value}" for key, value in _places().items()]
    return [*(["env", *places] if places else []), *program()]


def _places() -> Mapping[str, str]:
    found = {name: os.environ[name] for name in _PASSED_ON if os.environ.get(name)}
    return {name: str(Path(place).absolute()) for name, place in found.items()}


def _linux_only() -> None:
    if not sys.platform.startswith("linux"):
        raise FolderError("Jarvis knows how to be a service on Linux only. Use `jarvis start`.")
