#!/usr/bin/env python3
"""What keeprun stands against: an entry point that builds a configuration, writes it and spawns
runsc, as projects do by hand."""

import json
import os
import shlex
import subprocess
import sys
import typing

directory, state, runsc = sys.argv[1:4]
with open(f"{directory}/config.json") as file:
    config = json.load(file)
config["process"] = {
    "args": sys.argv[4:],
    "env": [f"{name}={value}" for name, value in os.environ.items()],
}
flags: typing.List[str] = shlex.split(os.environ.get("RUNSC_FLAGS", ""))
with open(f"{state}/config.json", "w") as file:
    json.dump(config, file, indent=1)
sys.exit(subprocess.run([runsc, *flags]).returncode)
