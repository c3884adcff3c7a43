"""T13: a skill that comes back asking for more than it was allowed has to ask the user again."""

from pathlib import Path

import pytest

from jarvis.grants import Grants, grants_file
from tests.userskills import going, running, written

pytestmark = pytest.mark.real_time


def test_t13_a_changed_file_that_wants_more_has_to_ask_again(tmp_path: Path) -> None:
    grants = Grants(grants_file())
    first = written(tmp_path / "skills", going("return 'x'", needs="NEEDS = Permissions(read=('~/Notes',))"))
    grants.grant(first.name, first.needs)
    wider = "NEEDS = Permissions(read=('~/Notes',), network=('evil.example',))"
    second = written(tmp_path / "skills", going("return 'x'", needs=wider))
    assert not grants.allows(second.name, second.needs)
    assert "to talk to evil.example" in second.needs.in_words()
    less = written(tmp_path / "skills", going("return 'x'"))
    assert grants.allows(less.name, less.needs)


async def test_t13_what_runs_is_what_was_looked_at_even_if_the_file_changes_meanwhile(tmp_path: Path) -> None:
    looked_at = written(tmp_path / "skills", going("return 'the old one'"))
    async with running(looked_at) as one:
        written(tmp_path / "skills", going("return 'the new one'"))
        assert (await one.call("go", {})).text == "the old one"


async def test_t13_the_file_cannot_widen_what_it_may_do_while_it_runs(tmp_path: Path) -> None:
    body = "global NEEDS\nNEEDS = Permissions(programs=('touch',))\nreturn str(await run('touch', '/tmp/x'))"
    text = going(body).replace("NEEDS", "MORE")
    async with running(written(tmp_path / "skills", text)) as one:
        with pytest.raises(Exception, match="wanted to start touch, which you did not allow"):
            await one.call("go", {})
