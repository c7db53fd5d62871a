"""Bundles that were changed after keepc wrote them."""
import os, subprocess

from tree import tree_make


def read(path, default=None):
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return default


def bundle_make(keepc, case, bundle, env):
    """Compiles case/policy.yaml into bundle; then bundle.tree is made in it and the sed commands in
    edit change its config.json, those in edit-argv the strings of argv, when the case has them."""
    subprocess.run(
        [keepc, "compile", os.path.join(case, "policy.yaml"), "-o", bundle],
        check=True,
        capture_output=True,
        env=env,
    )
    config, edit = os.path.join(bundle, "config.json"), os.path.join(case, "edit")
    argv, edit_argv = os.path.join(bundle, "argv"), os.path.join(case, "edit-argv")
    os.chmod(config, 0o644)
    tree_make(bundle, read(os.path.join(case, "bundle.tree"), b"").decode())
    if os.path.exists(edit):
        subprocess.run(["sed", "-i", "-f", edit, config], check=True)
    if os.path.exists(edit_argv):
        subprocess.run(["sed", "-z", "-i", "-f", edit_argv, argv], check=True)
