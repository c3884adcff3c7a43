"""A systemd of a test's own: the socket that services speak to, and commands that note what they are told."""

import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_COMMAND = """\
#!/bin/sh
printf '%s\\n' "$(basename "$0") $*" >> "{told}"
for word in "$@"; do
  case "$word" in
    show) cat "{folder}/shown" 2>/dev/null; exit 0 ;;
    is-active) test -e "{folder}/graphical"; exit ;;
    daemon-reload|start|reset-failed) test ! -e "{folder}/fails"; code=$?
      test $code = 0 || echo "it is broken" >&2; exit $code ;;
  esac
done
test "$(basename "$0")" = systemd-run && test ! -e "{folder}/fails"
"""


class Manager:
    """The user's systemd, as far as we speak to it. Its commands are the first on the `PATH`."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder, self._told = folder / "systemd", folder / "systemd" / "told"
        self._folder.mkdir()
        for name in ("systemctl", "systemd-run"):
            command = self._folder / name
            command.write_text(_COMMAND.format(told=self._told, folder=self._folder))
            command.chmod(0o755)
        monkeypatch.setenv("PATH", f"{self._folder}{os.pathsep}{os.environ['PATH']}")
        private = Path(os.environ["XDG_RUNTIME_DIR"]) / "systemd" / "private"
        private.parent.mkdir()
        self._private = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._private.bind(str(private))
        assert stat.S_ISSOCK(private.stat().st_mode)

    def set(self, name: str, text: str = "") -> None:
        """`graphical`: a desktop runs; `fails`: nothing works; `shown`: what it tells of a unit."""
        (self._folder / name).write_text(text)

    @property
    def told(self) -> list[str]:
        """The commands so far."""
        return self._told.read_text().splitlines() if self._told.exists() else []

    def close(self) -> None:
        """End."""
        self._private.close()


@pytest.fixture
def manager(own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Manager]:
    """A systemd that runs for this user."""
    one = Manager(own_folders, monkeypatch)
    yield one
    one.close()


class NotifySocket:
    """Where services tell how they are."""

    def __init__(self, address: str) -> None:
        self.named = address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(f"\0{address[1:]}" if address.startswith("@") else address)
        self._socket.setblocking(False)
        self.lines: list[str] = []

    def read(self) -> list[str]:
        """All that was told so far, line by line."""
        try:
            while True:
                self.lines += self._socket.recv(4_096).decode().split("\n")
        except BlockingIOError:
            return self.lines

    def close(self) -> None:
        """Hear nothing more."""
        self._socket.close()


@contextmanager
def notify_socket(address: str) -> Iterator[NotifySocket]:
    """A path, or a name that begins with @."""
    one = NotifySocket(address)
    try:
        yield one
    finally:
        one.close()
