"""A language model is in memory while it is used, or is refused with a sentence."""

import pytest

from jarvis.errors import EngineError
from jarvis.mind.room import REMEDY, in_memory
from jarvis.mind.seam import EngineAbsentError, NoRoomError
from jarvis.residency import ModelResidency, Need

NEED = Need("the language model", 1_000, remedy=REMEDY)


async def nothing() -> None:
    """It is quick."""


async def broken() -> None:
    raise EngineError("It crashed.")


@pytest.mark.parametrize("total_mb", [4_000, 16_000])
async def test_it_is_in_the_ledger_as_long_as_it_is_there(total_mb: int) -> None:
    free_mb = 1_500
    ledger = ModelResidency(lambda: 0.0, total_mb, lambda: free_mb)
    async with in_memory(ledger, "llm", NEED, nothing, nothing):
        assert ledger.status()["models"][0]["in_use"]
        free_mb = 500
        with pytest.raises(NoRoomError, match=r"`mind\.model` to a smaller one\.$") as refused:
            async with in_memory(
                ledger, "other", Need("the other", 900, wait_s=0.01, remedy=REMEDY), nothing, nothing
            ):
                pytest.fail("it does not fit")
        assert isinstance(refused.value, EngineAbsentError), "the next engine is asked, and none is broken"
    assert not ledger.status()["models"][0]["in_use"]


async def test_what_breaks_while_it_loads_is_broken() -> None:
    ledger = ModelResidency(lambda: 0.0, 16_000, lambda: 9_000)
    with pytest.raises(EngineError, match="crashed"):
        async with in_memory(ledger, "llm", NEED, broken, nothing):
            pytest.fail("it is not there")
    assert ledger.status()["models"] == []
