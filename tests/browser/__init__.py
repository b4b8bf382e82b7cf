"""The page of `lapse report` in a real Chromium."""
