"""One outer container, built once, in which many programs are started one after another: the
interpreter and the namespaces of tests/e2e/world.py are a good part of a short start. After each
program all that it left running is killed, and its state directory is emptied."""
import fcntl, json, os, shutil, signal, socket, subprocess, sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "../e2e"))
import world

REQUEST = 1 << 16
PIPE = 1 << 20  # holds whatever a program says, so that nobody has to read meanwhile
SECONDS = 60

# --- inside ---------------------------------------------------------------------------------------


def kill_all(*_):
    """Process 1 reaches every other one of its pid namespace, and none outside."""
    try:
        os.kill(-1, signal.SIGKILL)
    except ProcessLookupError:
        pass


def wait_for(child):
    """Its exit status, when it had to be killed that of a signal; others that end are reaped."""
    signal.alarm(SECONDS)
    while True:
        pid, status = os.wait()
        if pid == child:
            signal.alarm(0)
            return os.waitstatus_to_exitcode(status)


def end_all():
    kill_all()
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass


def start(program, descriptors):
    child = os.fork()
    if child == 0:
        try:
            for number, descriptor in enumerate(descriptors):
                os.dup2(descriptor, number)
            os.execve(program[0], program, {})
        finally:
            os._exit(127)
    return child


def empty(directory):
    for name in os.listdir(directory):
        path = os.path.join(directory, name)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            os.unlink(path)


def serve(control, state):
    """A request is a program's words, with what is to be its descriptors 0, 1 and 2."""
    signal.signal(signal.SIGALRM, kill_all)
    while True:
        words, descriptors, _, _ = socket.recv_fds(control, REQUEST, 3)
        if not words:
            return
        for descriptor in descriptors:
            os.set_inheritable(descriptor, False)
        status = wait_for(start(json.loads(words), descriptors))
        end_all()
        empty(state)
        for descriptor in descriptors:
            os.close(descriptor)
        control.send(b"%d" % status)


# --- outside --------------------------------------------------------------------------------------


def read_all(descriptor):
    with open(descriptor, "rb") as file:
        return file.read()


class Outer:
    """The container, for who starts programs in it: words are those of world.py, without a program;
    state is a directory inside."""

    def __init__(self, words, state):
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        program = [sys.executable, os.path.realpath(__file__), str(theirs.fileno()), state]
        self.process = subprocess.Popen([*program, *words], pass_fds=[theirs.fileno()])
        theirs.close()

    def run(self, program, stdin):
        """(status, stdout, stderr)."""
        pipes = [os.pipe(), os.pipe()]
        for _, end in pipes:
            fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, PIPE)
        ends = [end for _, end in pipes]
        socket.send_fds(self.control, [json.dumps(program).encode()], [stdin.fileno(), *ends])
        for end in ends:
            os.close(end)
        answer = self.control.recv(REQUEST)
        if not answer:
            raise RuntimeError("the outer container is gone")
        return int(answer), *(read_all(end) for end, _ in pipes)

    def close(self):
        self.control.close()
        self.process.wait(SECONDS)


def main():
    control, state = socket.socket(fileno=int(sys.argv[1])), sys.argv[2]
    control.set_inheritable(False)
    world.run_inside(world.parse(sys.argv[3:]), lambda: serve(control, state))


if __name__ == "__main__":
    main()
