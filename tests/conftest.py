"""Every test has folders of its own, and coroutines run on the clock that jumps."""

import inspect
import signal
from pathlib import Path

import pytest

from jarvis import testing
from tests.living import move_into

# The stories run in the background (scripts/test), where the shell ignores Ctrl-C. What they start, too.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run `async def test_…`; on the real clock if marked `real_time`."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: pyfuncitem.funcargs[name] for name in wanted}
    real_time = pyfuncitem.get_closest_marker("real_time") is not None
    testing.run(pyfuncitem.obj(**arguments), real_time=real_time)
    return True


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing is read from or written to the user's real folders."""
    move_into(tmp_path, monkeypatch)
    return tmp_path
