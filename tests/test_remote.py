"""Recognition in a process of its own: it may crash, hang or be slow, and comes back."""
