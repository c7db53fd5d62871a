"""TAP on stdout. A script that dies before done() prints no plan and exits non-zero, which
tests/run counts as a failure."""
import sys


class Tap:
    def __init__(self):
        self.count = 0
        self.failures = 0

    def ok(self, is_good, name, *diagnostics):
        """One point; the diagnostics (text, any number of lines) are printed only when it failed.
        Returns the verdict."""
        self.count += 1
        self.failures += not is_good
        print(f"{'' if is_good else 'not '}ok {self.count} - {name}", flush=True)
        if not is_good:
            for text in diagnostics:
                print("\n".join(f"# {line}" for line in str(text).splitlines()), flush=True)
        return is_good

    def skip(self, name, reason):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {' '.join(str(reason).split())}", flush=True)

    def note(self, text):
        """Shown by tests/run even when everything passed."""
        print(f"# note: {text}", flush=True)

    def done(self):
        print(f"1..{self.count}", flush=True)
        sys.exit(1 if self.failures else 0)
