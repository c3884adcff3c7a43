"""What Jarvis knows, remembers and thinks. Nothing heavy is loaded before it is needed."""
