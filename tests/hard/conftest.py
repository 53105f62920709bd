"""What pytest leaves alone here: scripts that need what the tests do not."""

from __future__ import annotations

collect_ignore = ["fuzz.py"]
