"""What happens to a person, told from the outside: a real daemon, real sound, real files."""
