"""Recognition engines that behave as a test wants, for `voice.recognize.host` to run."""
