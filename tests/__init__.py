"""Stories about Jarvis, one file for each source file."""
