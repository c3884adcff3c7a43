"""`jarvis service install | remove | status`."""

import argparse
import json
from dataclasses import asdict
from typing import Any


def add(commands: Any) -> None:
    """Register these commands."""
    group = commands.add_parser(
        "service",
        help="start Jarvis when you log in, and put it into the menu",
        description="Start Jarvis when you log in: by systemd where it runs for you, else by the desktop.",
        epilog="examples:  jarvis service install --now\n           jarvis service status",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subcommands = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, function, text in (
        ("install", install, "start Jarvis at each login from now on; again, it puts right what is not"),
        ("remove", remove, "take back everything that install did"),
        ("status", status, "tell how Jarvis is started, and whether it runs"),
    ):
        command = subcommands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        command.add_argument("--json", action="store_true", help="print JSON, for programs")
        command.set_defaults(run=function)
        if name == "install":
            command.add_argument("--now", action="store_true", help="start it now, too")
            command.add_argument("--force", action="store_true", help="replace what was changed by hand")
            command.add_argument(
                "--autostart", action="store_true", help="let the desktop start it, not systemd"
            )


def install(options: argparse.Namespace) -> int:
    """Write the files; with --now, start what they start."""
    from jarvis import service

    said = service.install(autostart=options.autostart, force=options.force)
    if options.now:
        said.append(_start())
    elif _running() is None:
        said.append("It starts at your next login; `jarvis service install --now` starts it at once.")
    return _show(options, said)


def _start() -> str:
    from jarvis import service

    if (pid := _running()) is not None:
        return f"Jarvis runs already (process {pid})."
    if service.status().kind == "systemd":
        return service.start()
    _by_hand()
    return "Jarvis runs."


def _by_hand() -> None:
    """As the desktop will do it."""
    import subprocess

    from jarvis import service
    from jarvis.errors import JarvisError

    done = subprocess.run(  # noqa: S603 - our own command
        [*service.program(), "start"], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().removeprefix("jarvis: ")
        raise JarvisError(said or "Jarvis could not be started.")


def remove(options: argparse.Namespace) -> int:
    """Take the files away."""
    from jarvis import service

    said = service.remove()
    if (pid := _running()) is not None:
        said.append(f"It goes on running (process {pid}) until you log out, or use `jarvis stop`.")
    return _show(options, said)


def status(options: argparse.Namespace) -> int:
    """How it is started; exit code 1 if nothing starts it."""
    from jarvis import service

    found, pid = service.status(), _running()
    by_service = pid is not None and found.manager.get("MainPID") == str(pid)
    if options.json:
        print(json.dumps({**asdict(found), "pid": pid, "runs": pid is not None, "by_service": by_service}))
    else:
        from ui.console import clean

        for sentence in _sentences(found, pid, by_service=by_service):
            print(clean(sentence))
    return 0 if found.kind and found.enabled else 1


def _sentences(found: Any, pid: int | None, *, by_service: bool) -> list[str]:
    if not found.kind:
        said = ["Nothing starts Jarvis when you log in. `jarvis service install` changes that."]
    else:
        who = "systemd" if found.kind == "systemd" else "The desktop"
        does = "starts" if found.enabled else "does not start"
        said = [f"{who} {does} Jarvis when you log in ({found.file})."]
    if found.changed_by_hand:
        said.append("This file was changed by hand. `jarvis service install --force` writes it anew.")
    if found.outdated:
        said.append("This file is from another version or place. `jarvis service install` renews it.")
    said += [f"It is changed by {one}." for one in found.overrides]
    if found.manager.get("ActiveState") == "failed":
        said.append("It failed the last time. See `journalctl --user --unit jarvis`.")
    if pid is None:
        return [*said, "Jarvis is not running."]
    how = "" if by_service or found.kind != "systemd" else ", but was not started by systemd"
    return [*said, f"Jarvis is running (process {pid}){how}."]


def _running() -> int | None:
    """The daemon's process, None if there is none."""
    from jarvis.cli.client import call
    from jarvis.errors import JarvisError

    try:
        return int(call("GET", "/status")["pid"])
    except JarvisError:
        return None


def _show(options: argparse.Namespace, said: list[str]) -> int:
    if options.json:
        print(json.dumps({"said": said}))
    else:
        from ui.console import clean

        print("\n".join(map(clean, said)))
    return 0
