"""Figures and briefings from the command line: `python3 -m streetlight figures|briefing FILE.h5 -o FOLDER`."""

import sys

from streetlight_analysis.__main__ import main

sys.exit(main(program="python3 -m streetlight"))
