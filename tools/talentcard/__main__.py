"""``python -m talentcard``."""

import sys

from talentcard.cli import main

sys.exit(main())
