"""What clients ask about the settings: see `jarvis.api.control.Settings`."""

import asyncio
from collections.abc import Mapping
from typing import Any

from jarvis.config_change import change
from jarvis.config_list import listed
from jarvis.config_watch import ConfigWatch


class ConfigDesk:
    """Speaks for the settings."""

    def __init__(self, watch: ConfigWatch) -> None:
        self._watch = watch

    def status(self) -> dict[str, Any]:
        """The file, what is wrong in it, and what waits for a restart."""
        watch = self._watch
        return {"file": str(watch.where.file), "problem": watch.problem, "waits": list(watch.waits)}

    async def to_json(self) -> dict[str, Any]:
        """Every setting; `status` with it."""
        watch = self._watch
        if watch.gathered is None:
            await watch.look()
        rows = await asyncio.to_thread(listed, watch.wanted, watch.gathered, watch.running)
        return {**self.status(), "settings": rows}

    async def change(self, wishes: Mapping[str, str | None]) -> dict[str, Any]:
        """Write new values into the file, take out those that are None, and use them. Raises JarvisError."""
        found = await asyncio.to_thread(change, self._watch.where, wishes)
        await self._watch.look()
        return {**self.status(), "keys": [term.key for term in found]}

    async def reload(self) -> dict[str, Any]:
        """Read the file now; gives `status`."""
        await self._watch.look()
        return self.status()
