"""Uvicorn on a socket we made, stopped when we say so."""

import asyncio
import socket
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

_GRACE_S = 1


class Server(uvicorn.Server):
    """Serves an app on `door` until `stop`; signals are the daemon's business, not the server's."""

    def __init__(self, app: Starlette, door: socket.socket) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http="h11",
                ws="none",
                loop="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=_GRACE_S,
            )
        )
        self._door = door

    async def run_until_stopped(self) -> None:
        """Serve."""
        await self.serve(sockets=[self._door])

    async def stop(self, serving: asyncio.Task[None]) -> None:
        """Let running requests end (streams are cut after a second), then return."""
        self.should_exit = True
        await asyncio.wait({serving}, timeout=_GRACE_S + 1)

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave signals alone."""
        yield
