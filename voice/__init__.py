"""Ears and mouth: from the microphone to text, and from text to the loudspeaker."""
