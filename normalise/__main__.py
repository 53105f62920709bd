"""`python -m normalise`."""

from __future__ import annotations

import sys

if __name__ == "__main__":
    try:
        from normalise.cli import main
    except KeyboardInterrupt:  # Ctrl-C before there is a program
        sys.exit(130)
    sys.exit(main())
