"""What the daemon does for a skill, within what was granted."""

import os
import signal
from pathlib import Path

import pytest

from jarvis import skill_errands
from jarvis.errors import SkillError
from jarvis.permissions import Permissions
from jarvis.skill_errands import LARGEST_OUTPUT, errands, run_program

pytestmark = pytest.mark.real_time


async def test_an_allowed_program_is_started_without_a_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JARVIS_TOKEN", "secret")
    found = await run_program(["echo"], "echo", ["$HOME; id", "*"])
    assert found == {"code": 0, "output": "$HOME; id *\n"}
    said = await run_program(["printenv"], "printenv", [])
    assert "secret" not in str(said["output"])


@pytest.mark.parametrize("program", ["ls", "/bin/echo", "../bin/echo", "echo; ls", ""])
async def test_no_other_program_is(program: str) -> None:
    with pytest.raises(SkillError, match="which you did not allow"):
        await run_program(["echo"], program, [])


@pytest.mark.parametrize(
    "arguments", [["a\0b"], ["x"] * 33, ["x" * 5_000], [7]], ids=["nul", "many", "long", "number"]
)
async def test_arguments_are_texts_of_a_sane_size(arguments: list[object]) -> None:
    with pytest.raises(SkillError, match="arguments that no program could take"):
        await run_program(["echo"], "echo", arguments)


async def test_a_program_that_is_missing_or_too_slow_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SkillError, match="not installed"):
        await run_program(["no-such-program"], "no-such-program", [])
    monkeypatch.setattr(skill_errands, "PROGRAM_S", 0.3)
    with pytest.raises(SkillError, match="took longer than"):
        await run_program(["sleep"], "sleep", ["60"])


async def test_what_a_program_writes_is_kept_up_to_a_size(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"x" * (LARGEST_OUTPUT + 10))
    found = await run_program(["cat"], "cat", [str(tmp_path / "long")])
    assert len(str(found["output"])) == LARGEST_OUTPUT


async def test_a_skill_that_was_granted_nothing_can_have_nothing_done() -> None:
    shown: list[str] = []

    async def show(text: str) -> None:
        shown.append(text)

    doors = errands(Permissions(), show)
    for errand, arguments in (("fetch", ["http://a.example/"]), ("run", ["ls"]), ("notify", ["x"])):
        with pytest.raises(SkillError, match="did not allow"):
            await doors[errand](*arguments)
    await errands(Permissions(notify=True), show)["notify"]("Tea is ready.")
    assert shown == ["Tea is ready."]
    with pytest.raises(SkillError, match="did not allow"):
        await errands(Permissions(notify=True))["notify"]("x")
    ran = await errands(Permissions(programs=("true",)))["run"]("true")
    assert ran == {"code": 0, "output": ""}


async def test_what_a_program_has_opened_for_the_user_stays_open(tmp_path: Path) -> None:
    opener = tmp_path / "opener"
    opener.write_text("#!/bin/sh\nsleep 60 &\necho $!\n")
    opener.chmod(0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(skill_errands, "_PROGRAM_PATH", f"{tmp_path}:/usr/bin:/bin")
        ran = await run_program(["opener"], "opener", [])
    os.kill(int(str(ran["output"])), signal.SIGTERM)  # it is still there
