"""T27: a model is data. What could run code when it is loaded is refused, and we load nothing that way."""

import re
from pathlib import Path

import pytest

from jarvis.errors import ModelError
from tests.archives import FILES, make_tar, make_zip, tarred
from voice import archive

ROOT = Path(__file__).parents[2]
NEVER = re.compile(
    r"\bpickle\.load|\bcPickle\b|\btorch\.load|\bjoblib\.load|\bmarshal\.load|\byaml\.(unsafe_|full_)?load\("
    r"|allow_pickle\s*=\s*True|\beval\("
)
PICKLES = [
    "model.pkl",
    "model.PKL",
    "deep/down/model.pickle",
    "weights.pt",
    "weights.pth",
    ".pkl",
    "a.joblib",
]


@pytest.mark.parametrize("name", PICKLES)
def test_a_pickle_in_a_zip_is_refused(tmp_path: Path, name: str) -> None:
    file = make_zip(tmp_path / "a", [*FILES.items(), (name, b"\x80\x04.")])
    with pytest.raises(ModelError, match=r"can run a program when it is loaded\. Nothing was installed"):
        archive.extract(file, "zip", tmp_path / "into", 1_000_000)


@pytest.mark.parametrize("name", PICKLES)
def test_a_pickle_in_a_tar_is_refused(tmp_path: Path, name: str) -> None:
    file = make_tar(tmp_path / "a", [(tarred(name, b"\x80\x04."), b"\x80\x04.")])
    with pytest.raises(ModelError, match=r"can run a program when it is loaded\. Nothing was installed"):
        archive.extract(file, "tar.gz", tmp_path / "into", 1_000_000)


@pytest.mark.parametrize("folder", ["jarvis", "voice", "skills", "ui"])
def test_nothing_of_ours_loads_what_can_run_code(folder: str) -> None:
    sources = list((ROOT / folder).rglob("*.py"))
    assert sources
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in sources
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if NEVER.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "pickle.load(f)",
        "pickle.loads(b)",
        "torch.load(f)",
        "yaml.load(f)",
        "eval(x)",
        "np.load(f, allow_pickle=True)",
    ],
)
def test_the_search_would_find_them(line: str) -> None:
    assert NEVER.search(line)
