"""Imports 160 modules of the standard library, the first in the alphabet that import here."""

import importlib
import sys

# What a start page, a browser or a terminal comes with.
SKIPPED = {"__main__", "antigravity", "idlelib", "this", "turtledemo", "turtle", "tkinter"}

count = 0
for name in sorted(sys.stdlib_module_names - SKIPPED):
    try:
        importlib.import_module(name)
    except ImportError:
        continue
    count += 1
    if count == 160:
        sys.exit()
sys.exit(f"only {count} modules")
