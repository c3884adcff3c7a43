"""What people look at: the terminal's tables and lines."""
