"""What Jarvis knows beyond commands: answers out of the user's own documents."""
