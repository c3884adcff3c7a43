"""Written text turned into words that can be said, each with the letters it stands for."""
