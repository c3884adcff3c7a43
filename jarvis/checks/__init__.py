"""What `jarvis doctor` looks at: a file for each field, a small function for each check."""
