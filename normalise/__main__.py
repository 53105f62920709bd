"""`python -m normalise`."""

from __future__ import annotations

import sys

from normalise.cli import main

sys.exit(main())
