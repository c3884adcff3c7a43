"""T35: no secret and nothing that was said is in a support bundle, a log, or a command line."""

import stat
import time
import zipfile
from pathlib import Path

import pytest

from jarvis import paths
from jarvis.cli import client
from jarvis.doctor import admit, examine, named
from jarvis.errors import JarvisError, NotRunningError
from jarvis.support import collect
from tests.living import Living, living, until

pytestmark = pytest.mark.real_time
ENVIRONMENT, CONFIG, LOG, NOTE, FACT, DOCUMENT = (
    f"canary{word}7q" for word in ("env", "conf", "log", "note", "fact", "doc")
)
SKILL, WORD, TURN, RAISED, PASSWORD, GRANT = (
    f"canary{word}7q" for word in ("skill", "word", "turn", "raise", "url", "grant")
)
PLANTED = (ENVIRONMENT, CONFIG, LOG, NOTE, FACT, DOCUMENT, SKILL, WORD, TURN, RAISED, PASSWORD, GRANT)
BAD_SKILL = f'''"""A skill that knows {SKILL}."""
from jarvis import skill
raise RuntimeError("it broke at {RAISED}")
'''


def put(file: Path, text: str) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(0o600)


def plant(folders: Path) -> dict[str, str]:
    """Everything that is there before the start; gives the environment."""
    put(paths.config_file(), f"mind:\n  model: {CONFIG}\nweather:\n  place: {CONFIG}\n")
    put(paths.log_file(), f"2026-01-01 10:00:00,000 ERROR [ASYNC] jarvis.{LOG}: {LOG}\n{LOG}\n"
        f"2026-01-01 10:00:01,000 ERROR [ASYNC] jarvis.daemon: {LOG}\n")  # fmt: skip
    put(paths.notes() / f"{NOTE}.md", f"# {NOTE}\n")
    put(paths.places()["data"] / "skill_grants.json", f'{{"{GRANT}.py": {{"network": ["{GRANT}.example"]}}}}')
    put(paths.skills() / "broken.py", BAD_SKILL)
    put(folders / f"papers/{DOCUMENT}.txt", f"The key of the house is {DOCUMENT}.")
    return {
        "JARVIS_MIND__KEY": ENVIRONMENT,
        "HTTPS_PROXY": f"http://me:{PASSWORD}@proxy.example",
        "JARVIS_MIND__ENGINE": "none",
    }


def live(jarvis: Living, folders: Path) -> None:
    """Everything that a user tells a running Jarvis."""
    client.call("POST", "/ask", {"text": f"remember that my number is {FACT}"})
    client.call("POST", "/ask", {"text": f"what do you think of {TURN}"})
    client.call("POST", "/vocabulary/add", {"heard": f"{WORD} heard", "meant": f"{WORD} meant"})
    client.call("POST", "/docs/add", {"paths": [str(folders / "papers")]})
    until(lambda: DOCUMENT in str(client.call("GET", "/docs")["documents"]), "the document")
    until(
        lambda: RAISED in str(client.call("GET", "/skills")) or "broken" in str(jarvis.events()), "the skill"
    )


def command_lines() -> bytes:
    """Of all processes that can be seen."""
    found = b""
    for process in Path("/proc").iterdir():
        if process.name.isdecimal():
            try:
                found += (process / "cmdline").read_bytes() + b"\n"
            except OSError:  # it has just ended
                continue
    return found


def leaks(content: bytes) -> list[str]:
    return [one for one in PLANTED if one.encode() in content]


def unpacked(bundle: Path) -> bytes:
    with zipfile.ZipFile(bundle) as found:
        return b"".join(name.encode() + b"\n" + found.read(name) for name in found.namelist())


def test_nothing_of_the_user_leaves_in_a_bundle_a_log_or_a_command_line(own_folders: Path) -> None:
    bundle = own_folders / "help.zip"
    environment = {**plant(own_folders), "HOME": str(own_folders)}
    with living(own_folders, environment, models=False) as jarvis:
        until(_answers, "a daemon that is ready")
        live(jarvis, own_folders)
        lines = command_lines()
        made = jarvis.begin("support", str(bundle), "--yes")
        while made.poll() is None:
            lines += command_lines()
            time.sleep(0.02)  # others want to compute, too
        made.communicate()
        kept = str(client.call("GET", "/memory")) + str(client.call("GET", "/skills"))
    assert made.returncode == 0
    assert {FACT, TURN} <= set(leaks(kept.encode())), "a canary that was never kept proves nothing"
    content = unpacked(bundle)
    assert b'"running": true' in content
    assert b'"skill_broken"' in content
    assert leaks(content) == []
    assert leaks(lines) == []
    assert leaks(jarvis.said.encode()) == []
    assert str(own_folders).encode() not in content
    assert stat.S_IMODE(bundle.stat().st_mode) == 0o600


def _answers() -> bool:
    try:
        return bool(client.call("GET", "/status")["state"] != "starting")
    except JarvisError:
        return False


@pytest.mark.parametrize(
    "text",
    [
        f"mind:\n  url: http://me:{PASSWORD}@host.example/\n",
        f"mind:\n  {CONFIG}: 3\n",
        f"{CONFIG}: [",
        f"audio:\n  microphone: {CONFIG}\n",
    ],
    ids=["a password in an address", "a key nobody knows", "no YAML", "the name of a device"],
)
def test_settings_that_cannot_be_used_are_not_quoted(text: str) -> None:
    put(paths.config_file(), text)
    patient = admit(_nobody, {"JARVIS_MIND__KEY": ENVIRONMENT})
    checks = named(["settings", "settings-unknown", "settings-environment", "microphone", "microphone-level"])
    parts = collect(patient, examine(patient, checks))
    assert leaks("".join(parts.values()).encode()) == []


def _nobody(_: str) -> object:
    raise NotRunningError
