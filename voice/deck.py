"""Obeys what the daemon says about playing, and tells it what becomes of it; the device is elsewhere."""

import threading
import time
from collections.abc import Callable
from typing import Protocol

from voice import frames
from voice.fades import Volume
from voice.player import Piece, Player, Then
from voice.reference import Report

PROGRESS_S = 0.05

Tell = Callable[[bytes], None]


class Stream(Protocol):
    """The way to the device: while it is open it asks for samples, from a thread of its own."""

    device: str
    """What the device is called."""

    @property
    def active(self) -> bool:
        """Whether it is open and works."""
        ...

    def open(self, rate_hz: int) -> None:
        """Begin anew, at this rate; one that is open is closed before."""
        ...

    def close(self) -> None:
        """No more samples are asked for."""
        ...


class Deck:
    """One player at a time, for the rate of what is played."""

    def __init__(self, stream: Stream, tell: Tell, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._tell, self._clock = stream, tell, clock
        self._lock = threading.Lock()
        self._volume = Volume()
        self._player = Player(0, self._volume)
        self._running = False  # else the stream was told that no more comes
        self._told = 0

    def obey(self, kind: bytes, payload: bytes) -> None:
        """Do what a frame says."""
        if kind == frames.BEGIN:
            self._begin(**frames.unpack_json(payload))
        elif kind == frames.CUE:
            self._cue(*frames.unpack_number(payload))
        else:
            number, rest = frames.unpack_number(payload)
            with self._lock:
                self._steer(kind, number, rest)
                self._news()
            if kind == frames.RESUME:
                self._run()

    def _steer(self, kind: bytes, number: int, rest: bytes) -> None:
        match kind:
            case frames.SOUND:
                self._player.feed(number, rest)
            case frames.END:
                self._player.end(number)
            case frames.STOP:
                self._player.stop(number)
            case frames.HOLD:
                self._player.hold(number)
            case frames.RESUME:
                self._player.resume(number, frames.unpack_number(rest)[0])
            case frames.VOLUME:
                self._volume.change(number)

    def _begin(self, number: int, rate_hz: int, skip: int = 0, *, held: bool = False) -> None:
        self._at_rate(rate_hz)
        with self._lock:
            self._player.begin(number, skip, held=held)
            self._told = skip
        self._run()

    def _cue(self, rate_hz: int, pcm: bytes) -> None:
        if not self._player.busy:
            self._at_rate(rate_hz)
        if rate_hz == self._player.rate_hz:
            with self._lock:
                self._player.cue(pcm)
            self._run()

    def _at_rate(self, rate_hz: int) -> None:
        if rate_hz != self._player.rate_hz:
            self._stream.close()
            self._running = False
            self._player = Player(rate_hz, self._volume)

    def _run(self) -> None:
        """See to it that the stream asks for samples."""
        with self._lock:
            wanted = not (self._running and self._stream.active)
            self._running = True
        if wanted:
            self._stream.open(self._player.rate_hz)

    def more(self, count: int, latency_s: float) -> Piece:
        """The next samples; the first of them is heard after `latency_s`."""
        at_s = self._clock() + latency_s
        with self._lock:
            began = not self._player.started
            piece = self._player.next(count, latency_s)
            if began and self._player.started:
                self._say(started=self._stream.device)
            self._news()
            self._running = piece.then is Then.CONTINUE
        if piece.sounds:
            report = Report(piece.pcm, self._player.rate_hz, at_s)
            self._tell(frames.pack(frames.PLAYED, report.pack()))
        return piece

    def _news(self) -> None:
        player = self._player
        if player.finished is not None:
            self._say(finished=player.finished.played, cut=player.finished.cut)
            player.finished = None
        elif player.busy:
            played = player.played
            moved = abs(played - self._told)
            if moved > PROGRESS_S * player.rate_hz or (moved and player.held):
                self._told = played
                self._say(progress=played)

    def _say(self, **news: str | int | bool) -> None:
        self._tell(frames.pack_json(frames.TELL, **news, number=self._player.number))
