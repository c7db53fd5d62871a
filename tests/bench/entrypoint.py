#!/usr/bin/env python3
"""What keeprun stands against: an entry point that builds a configuration, writes it and spawns runsc, as projects do by hand."""

import json
import subprocess
import sys

directory, state, runsc = sys.argv[1:4]
with open(f"{directory}/config.json") as file:
    config = json.load(file)
with open(f"{state}/config.json", "w") as file:
    json.dump(config, file, indent=1)
sys.exit(subprocess.run([runsc, *sys.argv[4:]]).returncode)
