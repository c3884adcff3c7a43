"""The wall around files, on this machine's own kernel."""

from pathlib import Path

from jarvis import landlock
from tests.walled import walled

TRY = """
def attempt(name, deed):
    try:
        deed()
        print(name, "yes")
    except OSError as error:
        print(name, type(error).__name__)
"""


def test_this_kernel_has_it() -> None:
    assert landlock.abi() >= 1


def test_only_what_was_opened_is_reached(tmp_path: Path) -> None:
    for name in ("read", "write", "closed"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("x")
    (tmp_path / "alone").write_text("x")
    code = f"""{TRY}
base = Path(sys.argv[1])
seccomp.no_new_privileges()
landlock.raise_wall([base / "read", base / "alone", base / "missing"], [base / "write"])
attempt("read", (base / "read/file").read_text)
attempt("alone", (base / "alone").read_text)
attempt("change", lambda: (base / "read/file").write_text("y"))
attempt("write", lambda: (base / "write/new").write_text("y"))
attempt("make", lambda: (base / "write/folder").mkdir())
attempt("move", lambda: (base / "write/new").rename(base / "write/folder/new"))
attempt("remove", lambda: (base / "write/folder/new").unlink())
attempt("closed", (base / "closed/file").read_text)
attempt("steal", lambda: (base / "closed/file").rename(base / "write/stolen"))
attempt("list", lambda: os.listdir(base))
attempt("run", lambda: os.execv("/bin/true", ["true"]))
"""
    found = dict(line.split() for line in walled(code, str(tmp_path)).splitlines())
    allowed = ["read", "alone", "write", "make", "move", "remove"]
    assert [name for name, came in found.items() if came == "yes"] == allowed
    assert found["closed"] == found["change"] == found["run"] == found["list"] == "PermissionError"
    assert (tmp_path / "closed/file").exists()


def test_new_kernels_keep_connections_and_signals_in_too() -> None:
    code = f"""{TRY}
server = socket.create_server(("127.0.0.1", 0))
seccomp.no_new_privileges()
landlock.raise_wall([], [])
attempt("tcp", lambda: socket.create_connection(server.getsockname()))
attempt("signal", lambda: os.kill(os.getppid(), 0))
"""
    found = dict(line.split() for line in walled(code).splitlines())
    if landlock.abi() >= landlock.NETWORK_ABI:
        assert found["tcp"] == "PermissionError"
    if landlock.abi() >= landlock.SCOPES_ABI:
        assert found["signal"] == "PermissionError"
