"""How much memory there is, however little the computer tells."""

import os
from pathlib import Path

import pytest

from jarvis.machine import free_gpu_mb, free_ram_mb, process_mb, total_ram_mb


def program(folder: Path, script: str) -> None:
    file = folder / "nvidia-smi"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o700)


@pytest.mark.real_time
@pytest.mark.parametrize(
    ("script", "free_mb"), [("echo 512; echo 10240", 10_240), ("echo broken", 0), ("exit 9", 0), (None, 0)]
)
async def test_the_card_is_asked_for_what_is_free(
    script: str | None, free_mb: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if script is not None:
        program(tmp_path, script)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert await free_gpu_mb() == free_mb


def test_this_machine_has_memory_and_we_take_some_of_it() -> None:
    assert 0 < free_ram_mb() <= total_ram_mb() < 10_000_000
    assert 0 < process_mb(os.getpid()) < total_ram_mb()
    assert process_mb(None) == process_mb(99_999_999) == 0
