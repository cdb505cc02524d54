package io.carillon.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.common.labels.Labels;
import io.carillon.deploy.bench.RemoteWriteClient;
import io.carillon.proto.prometheus.v1.WriteRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kill leaves the page cache, so a trace of system calls is the proof of durability: under 50
 * parallel writers, every 2xx has a finished fdatasync that began after the bytes of the request
 * were written to the log. Each request makes a series of its own, whose marker is looked for in
 * the writes.
 */
final class SyncTraceIT {
  private static final int WRITERS = 50;
  private static final int REQUESTS_A_WRITER = 6;

  /** pid, start time, call, fd path, arguments, result, duration. */
  private static final Pattern CALL =
      Pattern.compile(
          "^(?:\\d+ +)?(\\d+\\.\\d+) (pwrite64|write|writev|pwritev|fdatasync|fsync)\\((.*)="
              + " (-?\\d+) .*<(\\d+\\.\\d+)>$");

  private static final Pattern MARKER = Pattern.compile("marker-\\d+-\\d+\\.");

  @TempDir Path folder;

  /** A finished system call, in seconds since the epoch. */
  private record Interval(double start, double end) {}

  @Test
  void everyAnswerFollowsItsSync() throws Exception {
    String strace = Peers.require("strace");
    int port = Ports.block(1);
    Path trace = folder.resolve("trace");
    Map<String, Double> answered = new ConcurrentHashMap<>();
    try (RunningProcess node = CarillonNodes.single(folder, port)) {
      try (RunningProcess tracer =
          RunningProcess.start(
              "strace",
              folder,
              List.of(
                  strace,
                  "-f",
                  "-ttt",
                  "-T",
                  "-y",
                  "-s",
                  "2000000",
                  "-e",
                  "trace=pwrite64,write,writev,pwritev,fdatasync,fsync",
                  "-o",
                  trace.toString(),
                  "-p",
                  Long.toString(node.pid())))) {
        await("strace is attached")
            .atMost(Duration.ofSeconds(20))
            .until(() -> Files.exists(trace) && Files.size(trace) >= 0 && isTraced(node.pid()));
        writeAll(port, answered);
        tracer.terminate();
      }
    }
    assertThat(answered).hasSize(WRITERS * REQUESTS_A_WRITER);
    assertAllSynced(trace, answered);
  }

  /** Threads are attached one after the other; the log has one of its own. */
  private static boolean isTraced(long pid) throws IOException {
    Path tasks = Path.of("/proc", Long.toString(pid), "task");
    List<Path> threads;
    try (Stream<Path> listed = Files.list(tasks)) {
      threads = listed.toList();
    }
    for (Path thread : threads) {
      try {
        if (Files.readAllLines(thread.resolve("status")).contains("TracerPid:\t0")) {
          return false;
        }
      } catch (NoSuchFileException _) {
        // It has ended.
      }
    }
    return true;
  }

  private static void writeAll(int port, Map<String, Double> answered) {
    try (RemoteWriteClient client = new RemoteWriteClient("http://127.0.0.1:" + port);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      for (int writer = 0; writer < WRITERS; writer++) {
        int id = writer;
        var _ = threads.submit(() -> write(client, id, answered));
      }
    }
  }

  private static Void write(RemoteWriteClient client, int writer, Map<String, Double> answered)
      throws IOException, InterruptedException {
    for (int i = 0; i < REQUESTS_A_WRITER; i++) {
      String marker = "marker-" + writer + "-" + i + "."; // No digit of what follows is its own.
      Labels labels = Labels.of(Labels.METRIC_NAME, "traced", "marker", marker);
      WriteRequest request =
          WriteRequest.newBuilder()
              .addTimeseries(RemoteWriteClient.series(labels, System.currentTimeMillis(), i))
              .build();
      if (client.send(request).statusCode() / 100 == 2) {
        answered.put(marker, System.currentTimeMillis() / 1000.0 + 0.001);
      }
    }
    return null;
  }

  private static void assertAllSynced(Path trace, Map<String, Double> answered) throws IOException {
    Map<String, Double> written = new HashMap<>();
    List<Interval> syncs = new ArrayList<>();
    for (String line : joinedLines(trace)) {
      Matcher call = CALL.matcher(line);
      if (!call.matches()) {
        continue;
      }
      double start = Double.parseDouble(call.group(1));
      double end = start + Double.parseDouble(call.group(5));
      if (call.group(2).endsWith("sync")) {
        syncs.add(new Interval(start, end));
      } else if (call.group(3).contains("/wal/")) {
        Matcher marker = MARKER.matcher(call.group(3));
        while (marker.find()) {
          written.putIfAbsent(marker.group(), end);
        }
      }
    }
    assertThat(written.keySet())
        .as("requests seen in writes to the log")
        .containsAll(answered.keySet());
    answered.forEach(
        (marker, answeredAt) -> {
          double writtenAt = written.getOrDefault(marker, Double.MAX_VALUE);
          assertThat(syncs)
              .as(
                  "sync between the write of %s at %f and its answer at %f",
                  marker, writtenAt, answeredAt)
              .anyMatch(sync -> sync.start >= writtenAt && sync.end <= answeredAt);
        });
  }

  /** Lines of the trace, calls that another thread interrupted put together again. */
  private static List<String> joinedLines(Path trace) throws IOException {
    Map<String, String> unfinished = new HashMap<>();
    List<String> lines = new ArrayList<>();
    for (String line : Files.readString(trace, StandardCharsets.ISO_8859_1).split("\n", -1)) {
      int space = line.indexOf(' ');
      String thread = space < 0 ? "" : line.substring(0, space);
      int resumed = line.indexOf(" resumed>");
      if (line.endsWith(" <unfinished ...>")) {
        unfinished.put(thread, line.substring(0, line.length() - " <unfinished ...>".length()));
      } else if (resumed >= 0 && unfinished.containsKey(thread)) {
        lines.add(unfinished.remove(thread) + line.substring(resumed + " resumed>".length()));
      } else {
        lines.add(line);
      }
    }
    return lines;
  }
}
