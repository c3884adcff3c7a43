"""The skills that come with Jarvis, one file each, loaded exactly like a user's."""
