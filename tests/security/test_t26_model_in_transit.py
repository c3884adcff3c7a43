"""T26: whoever sits between us and the model gets a clear error out of it, and the next try succeeds."""

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from jarvis.errors import ModelError
from tests import fileserver
from tests.fileserver import Answer, FileServer, serving
from voice import fetch
from voice.catalogue import FileSource, Model
from voice.models import Models

CONTENT = random.Random(26).randbytes(300_000)  # noqa: S311 - any bytes will do
HALF = len(CONTENT) // 2


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    with serving(CONTENT, tmp_path, monkeypatch) as served:
        yield served


@pytest.fixture
def models(server: FileServer, tmp_path: Path) -> Models:
    source = FileSource(
        kind="file",
        url=server.url,
        name="model.bin",
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        size_bytes=len(CONTENT),
    )
    return Models(tmp_path / "models", {"tiny": Model(summary="Tiny", licence="MIT", source=source)})


def parts(folder: Path) -> list[Path]:
    return list((folder / "models/.staging").iterdir())


def pull_fails(models: Models, why: str) -> None:
    with pytest.raises(ModelError, match=why):
        models.pull("tiny")
    assert [model.state for model in models.list()] == ["not installed"]


def pull_succeeds(models: Models) -> None:
    assert models.pull("tiny")
    assert (models.path_of("tiny") / "model.bin").read_bytes() == CONTENT
    assert models.verify("tiny").intact


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (fileserver.corrupted, "its checksum differs. It was deleted"),
        (fileserver.endless, r"sends more than the 0\.3 MB expected. It was deleted"),
    ],
)
def test_wrong_content_is_deleted_and_the_next_try_succeeds(
    server: FileServer, models: Models, tmp_path: Path, answer: Answer, why: str
) -> None:
    server.next_answers = [answer]
    pull_fails(models, why)
    assert parts(tmp_path) == []
    pull_succeeds(models)
    assert server.ranges == ["", ""]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (fileserver.another_range, "another piece of the file than was asked for"),
        (fileserver.status(416), "cannot continue this download"),
        (fileserver.corrupted, "its checksum differs"),
    ],
)
def test_a_download_that_cannot_be_continued_begins_anew(
    server: FileServer, models: Models, tmp_path: Path, answer: Answer, why: str
) -> None:
    server.next_answers = [fileserver.broken_off(HALF), answer]
    pull_fails(models, "broke off")
    pull_fails(models, why)
    assert parts(tmp_path) == []
    pull_succeeds(models)
    assert server.ranges == ["", f"bytes={HALF}-", ""]


def test_a_truncated_file_is_never_used_but_continued(server: FileServer, models: Models) -> None:
    server.next_answers = [fileserver.broken_off(HALF)]
    pull_fails(models, "broke off")
    pull_succeeds(models)
    assert server.ranges == ["", f"bytes={HALF}-"]


def test_the_checksum_covers_what_was_there_before(
    server: FileServer, models: Models, tmp_path: Path
) -> None:
    server.next_answers = [fileserver.broken_off(HALF)]
    pull_fails(models, "broke off")
    (part,) = parts(tmp_path)
    part.write_bytes(bytes(HALF))
    pull_fails(models, "its checksum differs")
    pull_succeeds(models)


def test_a_server_that_falls_silent_does_not_keep_us_waiting(
    server: FileServer, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.next_answers = [fileserver.silent(HALF)]
    with monkeypatch.context() as impatient:
        impatient.setattr(fetch, "STALLED_S", 0.2)
        pull_fails(models, r"broke off .*\(it was silent for")
    pull_succeeds(models)
    assert server.ranges == ["", f"bytes={HALF}-"]


def test_a_server_that_never_answers_does_not_keep_us_waiting(
    server: FileServer, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.next_answers = [fileserver.mute]
    with monkeypatch.context() as impatient:
        impatient.setattr(fetch, "STALLED_S", 0.2)
        pull_fails(models, r"could not be reached \(it was silent for")
    pull_succeeds(models)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/model", "ftp://127.0.0.1:1/model"])
def test_a_redirect_away_from_https_is_not_followed(server: FileServer, models: Models, address: str) -> None:
    server.next_answers = [fileserver.redirect(address)]
    pull_fails(models, "the way led to 127.0.0.1:1 without https")
    pull_succeeds(models)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "https://[nonsense/"])
def test_a_redirect_to_nonsense_is_not_followed(server: FileServer, models: Models, address: str) -> None:
    server.next_answers = [fileserver.redirect(address)]
    pull_fails(models, "127.0.0.1 (refused with status 302|could not be reached)")
    pull_succeeds(models)


def test_a_server_that_cannot_prove_who_it_is_is_not_trusted(
    server: FileServer, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as strict:
        strict.delenv("SSL_CERT_FILE")
        strict.delenv("SSL_CERT_DIR", raising=False)
        pull_fails(models, "could not be reached .*certificate verify failed")
    assert server.ranges == []
    pull_succeeds(models)
