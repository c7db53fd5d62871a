"""How much slower than usual this machine is: an emulated one has more time for everything."""
import os

PATIENCE = float(os.environ.get("PATIENCE", 1))
