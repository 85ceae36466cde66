"""`python -m mizan.cli`, where the command itself is not on the path."""

import sys

from mizan.cli.main import main

sys.exit(main())
