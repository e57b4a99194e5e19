"""Management commands, as the command line of the package runs them."""

import runpy
import sys

sys.argv = ["linli", "manage", *sys.argv[1:]]
runpy.run_module("linli", run_name="__main__")
