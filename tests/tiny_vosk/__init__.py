"""A Vosk model of our own for tests: 1 MB, 60 words, made from synthetic speech. Never for users."""
