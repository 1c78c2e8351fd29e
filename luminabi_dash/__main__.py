"""`python -m luminabi_dash COMMAND` is the same as `luminabi COMMAND`."""

import sys

from luminabi_dash.cli import main

sys.exit(main())
