"""What stands in the files that make Jarvis a service and a program of the desktop. Pure text."""

from collections.abc import Mapping, Sequence

APP = "org.jarvis.Jarvis"
"""The name of the application: that of its entry in the menu, of its icon, and on the session bus."""
_SOUND = "pipewire.service pipewire-pulse.service wireplumber.service pulseaudio.service"
_GRAPHICAL = "graphical-session.target"
_UNIT = """\
[Unit]
Description=Jarvis, a voice assistant
After={after}
{part_of}\
StartLimitIntervalSec=300
StartLimitBurst=5

[Service]
Type=notify
NotifyAccess=main
{environment}\
ExecStart={exec_start}
TimeoutStartSec=120
TimeoutStopSec=20
WatchdogSec=30
Restart=on-failure
RestartSec=2
# A wrong setting, and another Jarvis that runs already, are not mended by trying again.
RestartPreventExitStatus=2 4
# The daemon ends its own processes; what is left of them is killed, the one with the microphone too.
KillMode=mixed
# Nothing of what was said is to lie about in a core dump.
LimitCORE=0
UMask=0077
# No more rights than it has. What you open by voice runs in units of its own, and is not held back by these.
NoNewPrivileges=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
# Not here: PrivateDevices and PrivateTmp would hide sound cards and the sockets of sound server and screen,
# RestrictRealtime would take the sound its punctuality, MemoryDenyWriteExecute would stop the models.

[Install]
WantedBy={wanted_by}
"""


def unit(argv: Sequence[str], environ: Mapping[str, str], wanted_by: str) -> str:
    """A systemd user unit that runs `argv` with these variables, from when `wanted_by` is reached."""
    graphical = wanted_by == _GRAPHICAL
    return _UNIT.format(
        after=f"{_GRAPHICAL} {_SOUND}" if graphical else _SOUND,
        part_of=f"PartOf={_GRAPHICAL}\n" if graphical else "",
        environment="".join(f"Environment={systemd_word(f'{key}={environ[key]}')}\n" for key in environ),
        exec_start=" ".join(systemd_word(word, argument=bool(index)) for index, word in enumerate(argv)),
        wanted_by=wanted_by,
    )


def systemd_word(word: str, *, argument: bool = False) -> str:
    """One word of a line of a unit. In an `argument` of a command a dollar would be a variable."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    escaped = escaped.replace("\n", "\\n").replace("\t", "\\t")
    if argument:
        escaped = escaped.replace("$", "$$")
    plain = escaped == word and word and not any(letter in word for letter in " ';")
    return escaped if plain else f'"{escaped}"'


def entry(name: str, comment: str, argv: Sequence[str], more: Mapping[str, str]) -> str:
    """A desktop entry that starts `argv`; `more` are further keys of its main group."""
    lines = {
        "Type": "Application",
        "Version": "1.5",
        "Name": name,
        "Comment": comment,
        "Exec": exec_line(argv),
        "Icon": APP,
        "Terminal": "false",
        **more,
    }
    return "[Desktop Entry]\n" + "".join(f"{key}={value}\n" for key, value in lines.items())


def actions(each: Mapping[str, tuple[str, Sequence[str]]]) -> str:
    """The further groups of an entry: label and command of each action."""
    return "".join(
        f"\n[Desktop Action {name}]\nName={label}\nExec={exec_line(argv)}\n"
        for name, (label, argv) in each.items()
    )


def exec_line(argv: Sequence[str]) -> str:
    """A command as a desktop entry wants it: quoted once for the command, once for the file."""
    return " ".join(map(_entry_word, argv))


def _entry_word(word: str) -> str:
    escaped = word.replace("%", "%%")
    if not word or any(letter in word for letter in " \t\n\"'\\><~|&;$*?#()`"):
        for letter in '\\"`$':
            escaped = escaped.replace(letter, f"\\{letter}")
        escaped = f'"{escaped}"'
    return escaped.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
