"""What users ask about their skills: which there are, why one does not answer, on, off, again."""

import asyncio
from collections.abc import Mapping
from typing import Any

from jarvis.errors import BadInputError
from jarvis.permissions import from_json
from jarvis.skill_entry import Entry
from jarvis.skillbook import OFF, SkillBook
from jarvis.walls import kernel, standing

ALWAYS = ("stop",)
"""Jarvis can always be silenced."""


class SkillDesk:
    """Speaks for the book. All of it may raise JarvisError."""

    def __init__(self, book: SkillBook) -> None:
        self._book = book

    async def listed(self) -> dict[str, Any]:
        """Every skill file, and the walls that this machine has."""
        walls = standing(await asyncio.to_thread(kernel))
        return {
            "skills": [one.to_json() for one in self._book.entries.values()],
            "walls": [{"name": one.name, "stands": one.stands, "words": one.words} for one in walls],
            "folder": str(self._book.folder),
        }

    def told(self, name: str) -> dict[str, Any]:
        """All about one skill file."""
        return self._entry(name).to_json()

    def problems(self) -> list[dict[str, str]]:
        """Those that cannot answer as they should, with the reason."""
        wrong = ("broken", "refused", "needs permission")
        found = [one for one in self._book.entries.values() if one.status in wrong]
        return [{"name": one.stem, "status": one.status, "reason": one.reason} for one in found]

    async def enable(self, name: str, allowed: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Switch it on. What it wants beyond answering is asked for first: `asks`, and `permissions`.

        `allowed` is what the user said yes to; if the file wants something else by now, it is asked again.
        """
        entry, book = self._entry(name), self._book
        if entry.source != "bundled":
            await book.read(entry)
            if (file := entry.file) is not None and not book.grants.allows(file.name, file.needs):
                if allowed is None or from_json(dict(allowed)) != file.needs:
                    return {"asks": file.needs.in_words(), "permissions": file.needs.as_json()}
                await asyncio.to_thread(book.grants.grant, file.name, file.needs)
        await asyncio.to_thread(lambda: book.switches.turn(entry.stem, on=True))
        if entry.source == "bundled":
            book.switch_bundled(entry)
            await book.publish()
            return entry.to_json()
        return await self._loaded(entry)

    async def disable(self, name: str) -> dict[str, Any]:
        """Switch it off, and take back what it was allowed."""
        entry, book = self._entry(name), self._book
        if entry.source == "bundled" and entry.stem in ALWAYS:
            raise BadInputError(
                f"The skill {entry.stem} stays on: you must always be able to silence Jarvis."
            )
        await asyncio.to_thread(lambda: book.switches.turn(entry.stem, on=False))
        if entry.source == "bundled":
            book.switch_bundled(entry)
            await book.publish()
            return entry.to_json()
        key = entry.file.name if entry.file is not None else f"{entry.stem}.py"
        await asyncio.to_thread(book.grants.revoke, key)
        ended = book.put_away(entry)
        entry.is_now("off", OFF.format(entry.stem))
        await asyncio.wait({ended})
        return entry.to_json()

    async def reload(self, name: str = "") -> dict[str, Any]:
        """Load one file anew, or all of the user's and of packages."""
        entries = [self._entry(name)] if name else list(self._book.entries.values())
        if name and entries[0].source == "bundled":
            raise BadInputError(
                f"The skill {entries[0].stem} comes with Jarvis: it changes with a new version."
            )
        tried = [one for one in entries if one.source != "bundled"]
        await asyncio.gather(*map(self._loaded, tried))
        return {"skills": [one.to_json() for one in tried]}

    async def _loaded(self, entry: Entry) -> dict[str, Any]:
        """Load it as if it had just been saved; gives how it is then."""
        loading = self._book.changed(entry.origin) if entry.origin is not None else None
        if loading is not None:
            await asyncio.wait({loading})
        return entry.to_json()

    def _entry(self, name: str) -> Entry:
        entries = self._book.entries
        found = (
            entries.get(name) or entries.get(name.removesuffix(".py")) or entries.get(name.partition(".")[0])
        )
        if found is None:
            raise BadInputError(f"There is no skill called {name[:60]}. See `jarvis skills list`.")
        return found
