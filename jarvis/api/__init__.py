"""The daemon's door: one ASGI app, on a Unix socket that only its owner can open."""
