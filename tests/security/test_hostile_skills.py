"""T12: whatever a user's skill tries, it fails or is stopped, and Jarvis goes on."""

import asyncio
import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from jarvis import paths
from jarvis.errors import SkillError
from jarvis.skill_process import SkillProcess
from tests.sound import until
from tests.userskills import going, running, written

pytestmark = pytest.mark.real_time
SECRET = "a key that nobody may see"  # noqa: S105 - of nobody
DENIED, FAULT, TIME = "tried what you did not allow", "has a fault", "did not answer in time"
GOES_ON = (DENIED, FAULT)
"""After these the process lives."""
MEMORY, WROTE, NONSENSE = "too much memory", "wrote too much", "sent nonsense"

HOSTILE = {
    "reads the ssh key": ('return open("{home}/.ssh/id").read()', DENIED),
    "reads the token": ('return open("{token}").read()', DENIED),
    "reads the database": ('return str(open("{database}", "rb").read())', DENIED),
    "lists the home": ('return str(os.listdir("{home}"))', DENIED),
    "writes outside": ('return str(open("{home}/evil", "w").write("x"))', DENIED),
    "changes what is there": ('return str(os.truncate("{home}/.ssh/id", 0))', DENIED),
    "deletes": ('return str(os.remove("{home}/.ssh/id"))', DENIED),
    "moves": ('return str(os.rename("{home}/.ssh/id", "id"))', f"{DENIED}|{FAULT}"),
    "links": ('os.link("{home}/.ssh/id", "id"); return open("id").read()', f"{DENIED}|{FAULT}"),
    "points": ('os.symlink("{home}/.ssh/id", "id"); return open("id").read()', DENIED),
    "opens it to all": ('return str(os.chmod("{home}/.ssh/id", 0o777))', DENIED),
    "gives it away": ('return str(os.chown("{home}/.ssh/id", 65534, 65534))', DENIED),
    "goes there first": ('os.chdir("{home}/.ssh"); return open("id").read()', DENIED),
    "connects": ('return str(socket.create_connection(("127.0.0.1", {port})))', DENIED),
    "connects over UDP": ("return str(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))", DENIED),
    "knocks at the door": ('socket.socket(socket.AF_UNIX).connect("{door}")', DENIED),
    "calls D-Bus": ('socket.socket(socket.AF_UNIX).connect("\\0bus")', DENIED),
    "sends from a pair": ("return str(socket.socketpair(type=socket.SOCK_DGRAM))", DENIED),
    "bombs with forks": ("while True: os.fork()", DENIED),
    "starts a shell": ('return str(subprocess.run(["/bin/sh", "-c", "id"]))', DENIED),
    "becomes a shell": ('os.execv("/bin/sh", ["sh", "-c", "touch {home}/evil"])', DENIED),
    "starts it by C": ('raise PermissionError if os.system("touch {home}/evil") else KeyError', DENIED),
    "hides it in a pickle": (
        'raise LookupError(pickle.loads(b"cos\\nsystem\\n(S\'touch {home}/evil\'\\ntR."))',
        FAULT,
    ),
    "kills the parent": ("os.kill(os.getppid(), signal.SIGKILL)", DENIED),
    "kills everybody": ("os.kill(-1, signal.SIGKILL)", DENIED),
    "has others signalled": ("fcntl.fcntl(0, fcntl.F_SETOWN, os.getppid())", DENIED),
    "starves the parent": ("resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (0, 0))", DENIED),
    "slows the parent": ("os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)", DENIED),
    "raises its limits": ("resource.setrlimit(resource.RLIMIT_AS, (-1, -1))", FAULT),
    "reads the parent's tokens": ('return open(f"/proc/{{os.getppid()}}/environ").read()', DENIED),
    "reads the parent's memory": ('return str(open(f"/proc/{{os.getppid()}}/mem", "rb"))', DENIED),
    "traces the parent": (
        "raise PermissionError if ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0) else KeyError",
        DENIED,
    ),
    "outlives the parent": (
        "raise PermissionError if ctypes.CDLL(None).prctl(1, 0, 0, 0, 0) else KeyError",
        DENIED,
    ),
    "loops for ever": ("while True: pass", TIME),
    "sleeps for ever": ("time.sleep(9999)", TIME),
    "waits for ever": ("await asyncio.sleep(9999)", TIME),
    "stops itself": ("os.kill(os.getpid(), signal.SIGSTOP)", TIME),
    "takes 10 GB": ("return str(len(bytearray(10 << 30)))", MEMORY),
    "grows": ("all_of_it = []\nwhile True: all_of_it.append(bytearray(32 << 20))", MEMORY),
    "recurses": ("def again(): again()\nagain()", FAULT),
    "fills the disk": ('open(os.environ["TMPDIR"] + "/x", "wb").write(bytes(100 << 20))', FAULT),
    "fills it bit by bit": (
        "for n in range(99): open(str(n), 'wb').write(bytes(15 << 20))\nawait asyncio.sleep(9)",
        WROTE,
    ),
    "writes garbage": (
        "for n in range(3, 20):\n  try: os.write(n, b'\\xff' * 50)\n  except OSError: pass\ntime.sleep(9)",
        NONSENSE,
    ),
    "claims a huge frame": ("os.write(OUT(), b'A' + b'\\xff' * 4); time.sleep(9)", NONSENSE),
    "answers another call": ("os.write(OUT(), FRAME(b'A', b'{{\"id\": 99}}')); time.sleep(9)", NONSENSE),
    "answers in riddles": ("os.write(OUT(), FRAME(b'A', b'[' * 60000)); time.sleep(9)", NONSENSE),
    "answers nothing": (
        "os.write(OUT(), FRAME(b'A', b'{{\"id\": 1, \"text\": 7, \"did\": 0}}')); time.sleep(9)",
        NONSENSE,
    ),
    "reports half": ("os.write(OUT(), FRAME(b'J', b'7')); time.sleep(9)", NONSENSE),
    "talks for ever": ("while True: os.write(OUT(), FRAME(b'Z', b'{{}}'))", NONSENSE),
    "asks for ever": (
        "while True: await house().nothing.at_all()",
        "may not ask Jarvis for “nothing.at_all”",
    ),
    "asks for all at once": (
        "await asyncio.gather(*(later(1, 'x') for _ in range(9999)), return_exceptions=True)",
        NONSENSE,
    ),
    "answers too much": ("return 'x' * 60000", NONSENSE),
    "leaves": ("os._exit(0)", "was stopped: the skill ended"),
    "leaves politely": ("sys.exit()", "was stopped: the skill ended"),
    "aborts": ("os.abort()", "was stopped: the skill crashed"),
    "crashes": ("ctypes.string_at(0)", "was stopped: the skill crashed"),
}  # fmt: skip
HELP = """
def FRAME(kind, payload): return kind + len(payload).to_bytes(4, "little") + payload
def OUT(): return next(n for n in range(3, 20) if "pipe" in NAME(n) or "socket" in NAME(n))
def NAME(n):
    import stat
    try: return "pipe" if stat.S_ISFIFO(os.fstat(n).st_mode) else ""
    except OSError: return ""
"""


class Home(NamedTuple):
    """A home with secrets in it, and somebody who listens."""

    folder: Path
    words: dict[str, str]

    def unharmed(self) -> bool:
        """Whether everything is as it was."""
        key = self.folder / ".ssh/id"
        found = key.stat()
        same = (found.st_mode & 0o777, found.st_uid, found.st_nlink) == (0o600, os.getuid(), 1)
        return same and key.read_text() == SECRET and not (self.folder / "evil").exists()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """Somebody's home, with the daemon's files in place."""
    folder = tmp_path / "home"
    (folder / ".ssh").mkdir(parents=True)
    token = paths.runtime() / "token"
    for file in (folder / ".ssh/id", token, paths.database()):
        file.write_text(SECRET)
        file.chmod(0o600)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("JARVIS_TOKEN", SECRET)
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.socket(socket.AF_UNIX) as door,
        socket.socket(socket.AF_UNIX) as bus,
    ):
        door.bind(str(paths.socket()))
        door.listen()
        bus.bind(f"\0bus{os.getpid()}")
        bus.listen()
        words = {
            "home": str(folder),
            "token": str(token),
            "database": str(paths.database()),
            "door": str(paths.socket()),
            "port": str(server.getsockname()[1]),
        }
        yield Home(folder, words)


async def heard(process: SkillProcess, function: str = "go") -> str:
    """What somebody hears who calls the skill."""
    try:
        return (await process.call(function, {})).text
    except SkillError as error:
        return str(error)


async def test_t12_what_a_skill_was_not_allowed_is_denied(home: Home, tmp_path: Path) -> None:
    names = {
        deed: re.sub(r"\W", "_", deed) for deed, (_, words) in HOSTILE.items() if words.startswith(GOES_ON)
    }
    text = "".join(
        going(HOSTILE[deed][0].format(**home.words)).replace("go", name, 2) for deed, name in names.items()
    )
    async with asyncio.timeout(60), running(written(tmp_path / "skills", HELP + text)) as one:
        said = {deed: await heard(one, name) for deed, name in names.items()}
        assert {deed: words for deed, words in said.items() if not re.search(HOSTILE[deed][1], words)} == {}
        assert SECRET not in str(said)
        assert home.unharmed()


@pytest.mark.parametrize(
    ("kind", "limit_s"),
    [(TIME, 0.3), ("too much", 8.0), (NONSENSE, 8.0), ("was stopped: the skill", 8.0), ("may not ask", 8.0)],
    ids=["takes for ever", "takes too much", "talks nonsense", "ends", "asks too much"],
)
async def test_t12_a_skill_is_stopped_that(kind: str, limit_s: float, home: Home, tmp_path: Path) -> None:
    peaceful = written(tmp_path / "skills", going("return 'It is sunny.'"), "clock.py")
    deeds = [deed for deed, (_, words) in HOSTILE.items() if kind in words]
    assert deeds
    async with asyncio.timeout(100), running(peaceful) as other:
        for deed in deeds:
            body, words = HOSTILE[deed]
            hostile = written(tmp_path / "skills", HELP + going(body.format(**home.words)))
            async with running(hostile, limit_s=limit_s) as one:
                assert re.search(words, await heard(one)), deed
            assert home.unharmed()
            assert await heard(other) == "It is sunny."


async def test_t12_a_skill_that_starts_threads_without_end_has_no_more_memory(tmp_path: Path) -> None:
    body = "while True: threading.Thread(target=time.sleep, args=(99,), daemon=True).start()"
    async with asyncio.timeout(60), running(written(tmp_path / "skills", going(body)), limit_s=5.0) as one:
        assert re.search(f"{FAULT}|{MEMORY}|{TIME}", await heard(one))


@pytest.mark.parametrize("deed", ["loops for ever", "crashes", "writes garbage", "leaves"])
async def test_t12_one_that_was_stopped_may_be_asked_again(deed: str, home: Home, tmp_path: Path) -> None:
    body, _ = HOSTILE[deed]
    again = going("return 'Here I am.'").replace("go", "back")
    hostile = written(tmp_path / "skills", HELP + going(body.format(**home.words)) + again)
    async with asyncio.timeout(60), running(hostile, limit_s=0.5) as one:
        await one.start()
        first = one.pid
        await heard(one)
        assert (await one.call("back", {})).text == "Here I am."
        assert one.pid != first


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("while True: pass", TIME),
        ("open('{home}/.ssh/id')", r"cannot be loaded: line 7: PermissionError"),
        ("import sys; sys.exit()", "cannot be loaded: the skill ended"),
        ("import os; os._exit(0)", "cannot be loaded: the skill ended"),
        ("nonsense", "cannot be loaded: line 7: NameError: name 'nonsense' is not defined"),
    ],
    ids=["loops", "reads", "leaves", "ends", "is wrong"],
)
async def test_t12_what_a_skill_does_while_it_is_loaded_is_walled_in_too(
    text: str, words: str, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jarvis.skill_process.LOAD_S", 1.0)
    file = written(tmp_path / "skills", "\n" + text.format(**home.words))
    async with asyncio.timeout(60), running(file) as one:
        with pytest.raises(SkillError, match=words):
            await one.start()
        assert one.pid is None


def stands_still(pid: int | None) -> bool:
    """Whether a process is held."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


async def test_t12_what_a_skill_leaves_behind_stands_still(tmp_path: Path) -> None:
    body = (
        "threading.Thread(target=lambda: [None for _ in iter(int, 1)], daemon=True).start()\nreturn 'Done.'"
    )
    async with asyncio.timeout(60), running(written(tmp_path / "skills", going(body))) as one:
        assert await heard(one) == "Done."
        await until(lambda: stands_still(one.pid), "its threads stand still")


async def test_t12_the_tokens_of_the_daemon_are_not_handed_on(home: Home, tmp_path: Path) -> None:
    file = written(tmp_path / "skills", going("return ' '.join(f'{k}={v}' for k, v in os.environ.items())"))
    async with asyncio.timeout(60), running(file) as one:
        said = await heard(one)
    assert f"HOME={home.folder}" in said
    assert SECRET not in said
    assert "XDG_RUNTIME_DIR" not in said


async def test_t12_no_open_file_of_the_daemon_is_handed_on(tmp_path: Path) -> None:
    secret = tmp_path / "open"
    secret.write_text(SECRET)
    with secret.open() as stream:
        os.set_inheritable(stream.fileno(), True)
        body = f"return os.read({stream.fileno()}, 99).decode()"
        async with asyncio.timeout(60), running(written(tmp_path / "skills", going(body))) as one:
            assert SECRET not in await heard(one)


async def test_t15_a_skill_called_json_is_in_nobodys_way(tmp_path: Path) -> None:
    file = written(tmp_path / "skills", going("return json.dumps([__name__])"), "json.py")
    async with asyncio.timeout(60), running(file) as one:
        (card,) = await one.start()
        assert card.name == "json.go"
        assert await heard(one) == '["jarvis_user_skills.json"]'


async def test_t15_a_skill_cannot_pass_for_another_one(tmp_path: Path) -> None:
    text = going("return 'x'") + "\ngo.__jarvis_skill__.__dict__['name'] = 'timer.set_timer'\n"
    async with asyncio.timeout(60), running(written(tmp_path / "skills", text)) as one:
        assert [card.name for card in await one.start()] == ["weather.go"]
