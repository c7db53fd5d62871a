"""A pair of artifacts turned into a bundle for runsc alone, as one would write it by hand: what
keeprun attaches in the world it makes are binds of config.json here, over a root of empty mount
points. For controls, which have no world and so no protection by one."""
import json, os


def read_argv(bundle):
    with open(f"{bundle}/argv", "rb") as file:
        return file.read().decode().split("\0")[:-1]


def values(argv, name):
    """The values of an option of keeprun's."""
    own = argv[1 : argv.index("--")]
    return [word.split("=", 1)[1] for word in own if word.startswith(f"--{name}=")]


class Rows:
    """What argv says of the world; paths are the outer container's, but for guest()."""

    def __init__(self, argv):
        for name in (
            "directory", "file", "link", "keep", "mask", "mask-file", "engine-file", "source",
        ):
            setattr(self, name.replace("-", "_"), values(argv, name))
        self.inner = (values(argv, "inner") or [""])[0]

    def guest(self, path):
        return path.removeprefix(self.inner) or "/"

    def source_of(self, place):
        """The outer path behind the world's /source/N."""
        return self.source[int(place.rsplit("/", 1)[1])].split(":", 1)[1]


def bind(destination, source, *options):
    return {
        "destination": destination, "type": "bind", "source": source,
        "options": ["rbind", *options],
    }


def alone_config(config, rows, hidden):
    """hidden: which of the masked outer paths are there to be masked."""
    mounts = [bind(rows.guest(path), path, "ro") for path in rows.keep]
    for mount in config["mounts"]:
        is_bind = mount["type"] == "bind"
        mounts.append(dict(mount, source=rows.source_of(mount["source"])) if is_bind else mount)
    empty = {
        **dict.fromkeys(rows.mask, "empty-dir"),
        **dict.fromkeys([*rows.mask_file, *rows.engine_file], "empty-file"),
    }
    mounts += [
        bind(rows.guest(path), source, "ro") for path, source in empty.items() if path in hidden
    ]
    return {**config, "root": {"path": "rootfs", "readonly": True}, "mounts": mounts}


def make_stub(top, rows, is_directory):
    for path in [*rows.directory, *(rows.guest(path) for path in rows.keep if is_directory(path))]:
        os.makedirs(top + path, exist_ok=True)
    for path in [*rows.file, *(rows.guest(path) for path in rows.keep if not is_directory(path))]:
        os.makedirs(os.path.dirname(top + path), exist_ok=True)
        with open(top + path, "w"):
            pass
    for link in rows.link:
        name, target = link.split(":", 1)
        os.symlink(target, top + name)


def alone_make(bundle, target, root):
    """The bundle TARGET out of the pair BUNDLE, for the outer container whose tree lies at ROOT.
    Returns its config.json."""
    rows = Rows(read_argv(bundle))
    os.makedirs(f"{target}/empty-dir")
    with open(f"{target}/empty-file", "w"):
        pass
    make_stub(f"{target}/rootfs", rows, lambda path: os.path.isdir(root + path))
    masked = [*rows.mask, *rows.mask_file, *rows.engine_file]
    with open(f"{bundle}/config.json") as file:
        config = alone_config(
            json.load(file), rows, {path for path in masked if os.path.lexists(root + path)}
        )
    with open(f"{target}/config.json", "w") as file:
        json.dump(config, file)
    return config
