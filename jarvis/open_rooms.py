"""Opens every part of the house, and puts all of them away in the end."""

import os
from collections.abc import AsyncGenerator, Collection
from contextlib import AsyncExitStack, asynccontextmanager

import skills
from jarvis import paths, plugins
from jarvis.bus import EventBus
from jarvis.config import Config
from jarvis.config_sources import Place
from jarvis.rooms import Rooms
from jarvis.store import open_store
from voice.devices import kept as kept_devices
from voice.synthesize.engines import kept, open_engines, stronger

_VOICE = {("speech", "engine"), ("speech", "voice"), ("speech", "model")}


@asynccontextmanager
async def open_rooms(config: Config, said: Collection[Place] = ()) -> AsyncGenerator[Rooms]:
    """All parts, put away in reverse order at the end. Raises JarvisError.

    A voice that the command line names (`said`) wins over the one that was chosen last.
    """
    async with AsyncExitStack() as stack:
        bus = await stack.enter_async_context(EventBus())
        store = await stack.enter_async_context(open_store(paths.database()))
        named = _VOICE & set(said)
        chosen = None if named or stronger(os.environ) else kept(paths.voice_choice())
        engines, speech = await stack.enter_async_context(open_engines(config.speech, chosen))
        audio = config.audio.model_copy(update=kept_devices(paths.device_choice(), os.environ))
        config = config.model_copy(update={"speech": speech, "audio": audio})
        rooms = Rooms(config, bus, store, engines, plugins.find(skills))
        await rooms.minds.vocabulary.load()
        stack.push_async_callback(rooms.minds.library.close)
        stack.push_async_callback(rooms.minds.memory.close)
        yield rooms
