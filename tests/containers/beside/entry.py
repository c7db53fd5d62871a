"""An application in Python: a line for each thing that it does, and keeprun as its child."""
import asyncio, concurrent.futures, fcntl, mmap, multiprocessing, os, select, shutil, signal, socket
import subprocess, sys, tempfile, threading, time

KEEPRUN = "/opt/keeprun"


def say(name, *answer):
    print(f"{name}:", *answer, flush=True)


def square(number):
    return number * number


def files():
    with tempfile.TemporaryDirectory(dir="/tmp") as work:
        with open(f"{work}/a", "w+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            fcntl.lockf(file, fcntl.LOCK_EX)
            file.write(b"x" * 8192)
            file.flush()
            os.fsync(file.fileno())
            os.posix_fallocate(file.fileno(), 0, 16384)
            with mmap.mmap(file.fileno(), 4096) as mapped:
                mapped[0:1] = b"y"
                mapped.flush()
        os.chmod(f"{work}/a", 0o600)
        os.utime(f"{work}/a", (1, 1))
        shutil.copy2(f"{work}/a", f"{work}/b")
        os.replace(f"{work}/b", f"{work}/c")
        os.symlink("c", f"{work}/link")
        os.link(f"{work}/c", f"{work}/hard")
        os.truncate(f"{work}/c", 10)
        os.mkdir(f"{work}/d")
        shutil.copytree(work, "/tmp/copied", symlinks=True)
        shutil.rmtree("/tmp/copied")
        found = sorted(entry.name for entry in os.scandir(work))
        return *found, os.stat(f"{work}/hard").st_size, os.access(work, os.W_OK)


def threads():
    lock, seen = threading.Condition(), []

    def work(number):
        with lock:
            seen.append(number)
            lock.notify_all()

    made = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in made:
        thread.start()
    with lock:
        lock.wait_for(lambda: len(seen) == 8, timeout=5)
    for thread in made:
        thread.join()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return sum(seen), sum(pool.map(square, range(10)))


def signals():
    heard = []
    signal.signal(signal.SIGALRM, lambda number, frame: heard.append("alarm"))
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    time.sleep(0.2)
    signal.signal(signal.SIGUSR1, lambda number, frame: heard.append("user"))
    os.kill(os.getpid(), signal.SIGUSR1)
    return heard


def children():
    with subprocess.Popen(["/usr/bin/sleep", "9"]) as sleeper:
        try:
            sleeper.wait(0.1)
        except subprocess.TimeoutExpired:
            sleeper.terminate()
    piped = subprocess.run(["/usr/bin/tr", "a", "b"], input="aa", text=True, capture_output=True,
                           cwd="/tmp", start_new_session=True, timeout=9)  # fmt: skip
    with multiprocessing.get_context("fork").Pool(2) as pool:
        return piped.stdout, sleeper.returncode, sum(pool.map(square, range(5)))


def polling():
    here, there = socket.socketpair()
    here.sendall(b"x")
    poll = select.poll()
    poll.register(there, select.POLLIN)
    return len(select.select([there], [], [], 1)[0]), len(poll.poll(1000))


async def serve(start, connect):
    async def answer(reader, writer):
        writer.write((await reader.readline()).upper())
        await writer.drain()
        writer.close()

    async with await start(answer) as server:
        reader, writer = await connect(server)
        writer.write(b"word\n")
        said = await asyncio.wait_for(reader.readline(), 5)
        writer.close()
        return said.decode().strip()


async def start_guest(bundle, said=None, seconds=60):
    guest = await asyncio.create_subprocess_exec(
        KEEPRUN, bundle, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        out, _ = await asyncio.wait_for(guest.communicate(said), seconds)
        return out.decode().strip(), guest.returncode
    except asyncio.TimeoutError:
        guest.terminate()
        return await guest.wait()


async def concurrently():
    say("timer", *await asyncio.gather(*(asyncio.sleep(0.05, number) for number in range(3))))
    say("executor", await asyncio.get_running_loop().run_in_executor(None, square, 7))
    say("local", await serve(
        lambda answer: asyncio.start_unix_server(answer, "/tmp/sock"),
        lambda server: asyncio.open_unix_connection("/tmp/sock"),
    ))  # fmt: skip
    say("network", await serve(
        lambda answer: asyncio.start_server(answer, "localhost", 0, family=socket.AF_INET),
        lambda server: asyncio.open_connection(*server.sockets[0].getsockname()[:2]),
    ))  # fmt: skip
    say("guest", *await start_guest("/opt/sandbox", b"hello\n"))
    say("ended", await start_guest("/opt/waiting", None, 1))


say("threads", *threads())
say("signals", *signals())
say("file", *files())
say("child", *children())
say("poll", *polling())
asyncio.run(concurrently())
