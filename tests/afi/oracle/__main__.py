"""`python -m oracle --check` or `--write`, in `tests/afi`."""

import sys

from .make import main

raise SystemExit(main(sys.argv[1:]))
