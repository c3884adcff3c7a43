"""The daemon's end of an audio process (`jarvis.child`)."""

from contextlib import AbstractAsyncContextManager

from jarvis import child as processes
from jarvis.child import ChildLostError, ChildProcess

DeviceLostError = ChildLostError
"""The audio process ended or reported that its device is gone."""


class AudioProcess(ChildProcess):
    """A running `voice.device` process, or a recognizer. Made by `audio_process` or `child`."""

    called = "audio process"


async def start_process(role: str, device: str) -> AudioProcess:
    """A capture or playback process; whoever starts it has to end it."""
    return await processes.start(AudioProcess, "voice.device", role, device)


def audio_process(role: str, device: str) -> AbstractAsyncContextManager[AudioProcess]:
    """A capture or playback process that is gone when the block is left."""
    return child("voice.device", role, device)


def child(module: str, *arguments: str) -> AbstractAsyncContextManager[AudioProcess]:
    """A process of ours that talks in frames, and is gone when the block is left."""
    return processes.child(AudioProcess, module, *arguments)
