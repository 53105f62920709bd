"""Settings for property-based tests: thorough at a desk (`HYPOTHESIS_PROFILE=deep`), the same every time where CI is set."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_slow = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("desk", deadline=None, suppress_health_check=_slow)
settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=_slow)
settings.register_profile("deep", deadline=None, max_examples=3000, suppress_health_check=_slow)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "desk"))
