"""The volume is kept for the next start, and mute closes the microphone."""

from pathlib import Path

from jarvis.testing import TimedLoudspeaker
from voice.loudness import Loudness
from voice.volume import kept_volume


class Microphone:
    """Open until it is muted."""

    muted = False

    async def mute(self, *, on: bool) -> None:
        """Note it."""
        self.muted = on


async def test_what_is_changed_is_heard_at_once_and_kept(tmp_path: Path) -> None:
    speaker, microphone = TimedLoudspeaker(), Microphone()
    loudness = Loudness(speaker, microphone, tmp_path / "volume")
    loudness.set(40)
    assert (loudness.percent, speaker.volume, kept_volume(tmp_path / "volume", 100)) == (40, 40, 40)
    await loudness.mute()
    assert loudness.muted
    assert microphone.muted
