"""What Jarvis knows beyond its skills. Everything here is loaded when it is first needed."""
