import java.io.*;
import java.net.*;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.*;
import java.nio.file.*;
import java.nio.file.attribute.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.stream.*;

/** An application in Java: a line for each thing that it does, and keeprun as its child. */
public class Entry {
  static void say(String name, Object... answer) {
    System.out.println(name + ": " + Stream.of(answer).map(String::valueOf)
        .collect(Collectors.joining(" ")));
  }

  static Object[] run(String input, long milliseconds, String... words) throws Exception {
    Process child = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    if (input != null) {
      child.getOutputStream().write(input.getBytes());
      child.getOutputStream().close();
    }
    if (input == null && !child.waitFor(milliseconds, TimeUnit.MILLISECONDS)) {
      child.destroy();
      return new Object[] {child.waitFor()};
    }
    String said = new String(child.getInputStream().readAllBytes()).trim();
    return new Object[] {said, child.waitFor()};
  }

  static String files() throws Exception {
    Path work = Files.createTempDirectory(Path.of("/tmp"), "java");
    Files.writeString(work.resolve("a"), "x".repeat(9000));
    Files.copy(work.resolve("a"), work.resolve("b"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.move(work.resolve("b"), work.resolve("c"), StandardCopyOption.ATOMIC_MOVE);
    Files.createSymbolicLink(work.resolve("link"), Path.of("c"));
    Files.setPosixFilePermissions(work.resolve("c"), PosixFilePermissions.fromString("rw-------"));
    Files.setLastModifiedTime(work.resolve("c"), FileTime.fromMillis(1000));
    try (FileChannel file = FileChannel.open(work.resolve("c"), StandardOpenOption.READ,
        StandardOpenOption.WRITE)) {
      FileLock lock = file.lock();
      MappedByteBuffer mapped = file.map(FileChannel.MapMode.READ_WRITE, 0, 4096);
      mapped.put((byte) 'y');
      mapped.force();
      file.truncate(10);
      file.force(true);
      lock.release();
    }
    String found;
    try (Stream<Path> list = Files.walk(work)) {
      found = list.map(path -> path.getFileName().toString()).filter(name -> name.length() < 5)
          .sorted().collect(Collectors.joining(" "));
    }
    long size = Files.size(work.resolve("c")), space = Files.getFileStore(work).getTotalSpace();
    try (Stream<Path> list = Files.walk(work).sorted(Comparator.reverseOrder())) {
      list.forEach(path -> path.toFile().delete());
    }
    return found + " " + size + " " + (space > 0) + " " + Files.exists(work);
  }

  /** One word through a server of that family, answered by a selector's thread. */
  static String serve(ServerSocketChannel server, SocketAddress address) throws Exception {
    server.bind(address);
    server.configureBlocking(false);
    Selector selector = Selector.open();
    server.register(selector, SelectionKey.OP_ACCEPT);
    Thread answering = new Thread(() -> {
      try {
        selector.select(5000);
        SocketChannel peer = server.accept();
        ByteBuffer word = ByteBuffer.allocate(16);
        peer.read(word);
        peer.write(ByteBuffer.wrap(new String(word.array()).trim().toUpperCase().getBytes()));
        peer.close();
      } catch (IOException error) {
        say("failed", error);
      }
    });
    answering.start();
    try (SocketChannel peer = SocketChannel.open(server.getLocalAddress())) {
      peer.write(ByteBuffer.wrap("word".getBytes()));
      ByteBuffer said = ByteBuffer.allocate(16);
      peer.read(said);
      answering.join();
      selector.close();
      server.close();
      return new String(said.array()).trim();
    }
  }

  static int threads() throws Exception {
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    timer.schedule(() -> say("timer", "rang"), 50, TimeUnit.MILLISECONDS).get();
    timer.shutdown();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    int sum = 0;
    List<Callable<Integer>> parts = Collections.nCopies(8, () -> 42);
    for (Future<Integer> part : pool.invokeAll(parts))
      sum += part.get();
    pool.shutdown();
    return sum + IntStream.range(0, 1000).parallel().sum();
  }

  public static void main(String[] words) throws Exception {
    say("threads", threads());
    say("file", files());
    say("child", run("aa", 9000, "/usr/bin/tr", "a", "b"));
    say("local", serve(ServerSocketChannel.open(StandardProtocolFamily.UNIX),
        UnixDomainSocketAddress.of("/tmp/java.sock")));
    say("network", serve(ServerSocketChannel.open(),
        new InetSocketAddress(InetAddress.getByName("localhost"), 0)));
    byte[][] garbage = new byte[64][];
    for (int i = 0; i < 2000; i++)
      garbage[i % 64] = new byte[100000];
    System.gc();
    say("memory", Runtime.getRuntime().maxMemory() > 0,
        Runtime.getRuntime().availableProcessors() > 0);
    say("guest", run("hello\n", 60000, "/opt/keeprun", "/opt/sandbox"));
    say("ended", run(null, 1500, "/opt/keeprun", "/opt/waiting"));
  }
}
