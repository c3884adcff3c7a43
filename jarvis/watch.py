"""Watches every turn: tells what was too slow, keeps receipts, and counts in numbers what may be kept."""

import itertools
import json
import logging
from typing import Any

from jarvis.bus import EventBus
from jarvis.errors import StoreError
from jarvis.events import Event, LatencyViolation
from jarvis.latency import LatencyMonitor
from jarvis.receipt import Receipt, explained
from jarvis.store import Store

log = logging.getLogger(__name__)
trace = logging.getLogger("jarvis.trace")
"""One JSON line for each turn, where the user wants a trace file: times, and nothing that was said."""
KEPT_DAYS = 30
FORGET_EVERY = 100
"""Turns after which what is older is deleted, for a daemon that runs for months."""
_INSERT = (
    "INSERT OR REPLACE INTO turns (turn, answerer, status, end_to_end_ms, first_token_ms, stages, at_unix_s)"
    " VALUES (?, ?, ?, ?, ?, ?, unixepoch())"
)
_FORGET = f"DELETE FROM turns WHERE at_unix_s < unixepoch() - {KEPT_DAYS} * 86400"  # noqa: S608 - a number of ours
_COLUMNS = ("day", "turns", "failed", "cancelled", "first_token_ms", "end_to_end_ms")
_STATS = """
    SELECT date(at_unix_s, 'unixepoch', 'localtime') AS day, count(*), sum(status = 'failed'),
        sum(status = 'cancelled'), round(avg(first_token_ms), 1), round(avg(end_to_end_ms), 1)
    FROM turns GROUP BY day HAVING day > date('now', 'localtime', ?) ORDER BY day DESC
"""


class Watch:
    """Reads the bus for ever. What it tells comes after the turn, and delays nobody."""

    def __init__(self, bus: EventBus, store: Store, monitor: LatencyMonitor) -> None:
        self._bus, self._store, self.monitor = bus, store, monitor
        self._counted = itertools.count(1)

    async def run(self) -> None:
        """Read along."""
        with self._bus.read() as reader:
            await self._write(_FORGET)
            async for record in reader:
                before = self.monitor.receipt()
                self._tell(self.monitor.feed(record))
                receipt = self.monitor.receipt()
                if receipt is not None and receipt is not before:
                    trace.info("%s", json.dumps(receipt.to_trace()))
                    await self._keep(receipt)
                    if next(self._counted) % FORGET_EVERY == 0:
                        await self._write(_FORGET)

    def why(self) -> str:
        """Where the time of the last turn went, as one says it."""
        receipt = self.monitor.receipt()
        if receipt is None:
            return "I have no times for that: I have answered nothing yet."
        return explained(receipt)

    async def stats(self, days: int) -> list[dict[str, Any]]:
        """Turns and times of the last days, today included, the newest first."""
        return [
            dict(zip(_COLUMNS, row, strict=True))
            for row in await self._store.read(_STATS, (f"-{days} days",))
        ]

    def _tell(self, told: list[Event]) -> None:
        for event in told:
            self._bus.post(event)
            if isinstance(event, LatencyViolation):
                log.warning("%s: %s took %.0f ms", event.turn, event.stage, event.took_ms)

    async def _keep(self, receipt: Receipt) -> None:
        stages = json.dumps({span.stage: span.took_ms for span in receipt.spans} | dict(receipt.counts))
        await self._write(
            _INSERT,
            receipt.turn,
            receipt.answerer,
            receipt.status,
            receipt.took_ms("end_to_end"),
            receipt.took_ms("first_token"),
            stages,
        )

    async def _write(self, statement: str, *values: object) -> None:
        try:
            await self._store.write(statement, values)
        except StoreError as error:
            log.warning("the turn is not counted: %s", error)
