"""`python -m normalise`."""

from __future__ import annotations

import sys

from normalise.cli import main

if __name__ == "__main__":
    sys.exit(main())
