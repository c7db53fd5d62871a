"""The values of the policy language, after schema/policy.md and compiler/base/scan.h. Each function
returns the value, or None when the text is none."""
import datetime, re

NUMBER = r"(0|[1-9][0-9]*)"
UNITS = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
SPANS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
CAPABILITIES = """
CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE
NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO
SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG
MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM
BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE
""".split()


def number(text, most=2**64 - 1):
    return int(text) if re.fullmatch(NUMBER, text) and int(text) <= most else None


def scaled(text, units):
    match = re.fullmatch(NUMBER + "(" + "|".join(units) + ")", text)
    value = int(match[1]) * units[match[2]] if match else 0
    return value if 1 <= value < 2**63 else None


def size(text):
    return scaled(text, UNITS)


def duration(text):
    return scaled(text, SPANS)


def mode(text):
    return int(text, 8) if re.fullmatch("[0-7]{3,4}", text) else None


def user(text):
    parts = [number(part, 2**32 - 2) for part in text.split(":")]
    return tuple(parts) if len(parts) == 2 and None not in parts else None


def date(text):
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) or text < "1970":
        return None
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return text


def sha256(text):
    return text if re.fullmatch("[0-9a-f]{64}", text) else None


def boolean(text):
    return {"true": True, "false": False}.get(text)


def name(text):
    return text if re.fullmatch("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}", text) else None


def path(text):
    parts = text[1:].split("/")
    if text == "/":
        return text
    good = (
        text.startswith("/") and not {"", ".", ".."} & set(parts) and text.isprintable()
        and len(text.encode()) < 4096
    )
    return text if good and all(len(part.encode()) <= 255 for part in parts) else None


def variable(text):
    return text if re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", text) else None


def pattern(text):
    return text if re.fullmatch("[A-Za-z_][A-Za-z0-9_]*[*]?", text) else None


def capability(text):
    return text if text.startswith("CAP_") and text[4:] in CAPABILITIES else None


def release(text):
    """The day of a release as a number; days that no calendar has are refused by their month and
    day alone."""
    match = re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})(\.[0-9]{1,3})?", text)
    return (
        int(text[:8]) if match and 1 <= int(match[2]) <= 12 and 1 <= int(match[3]) <= 31 else None
    )
