"""What a process takes, as Linux counts it."""

import os
from pathlib import Path

from jarvis.skill_usage import MOST_IN_A_CALL_BYTES, Usage, too_much, usage
from jarvis.walls import MEMORY_BYTES


def test_memory_and_what_was_written_are_counted(tmp_path: Path) -> None:
    before = usage(os.getpid())
    assert before.memory_bytes > 1 << 20
    (tmp_path / "file").write_bytes(bytes(3 << 20))
    assert usage(os.getpid()).written_bytes - before.written_bytes >= 3 << 20


def test_a_process_that_is_gone_takes_nothing() -> None:
    assert usage(2**30) == Usage(0, 0)


def test_what_is_too_much() -> None:
    before = Usage(1 << 20, 500)
    assert too_much(Usage(1 << 20, 500 + MOST_IN_A_CALL_BYTES), before) == ""
    assert too_much(Usage(1 << 20, 501 + MOST_IN_A_CALL_BYTES), before) == "wrote too much"
    assert too_much(Usage(MEMORY_BYTES + 1, 500), before) == "took too much memory"
