package io.carillon.ingester.service;

import static io.carillon.ingester.service.TestingNode.NOW_MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.store.PushAck;
import io.carillon.common.store.SeriesSamples;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.file.DiskFileStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of tenants of a few series each, in a process of their own, whose memory is known. */
final class IdleTenantsTest {
  private static final int TENANTS = 4000;
  private static final int HEAP_MIB = 384;
  private static final long MAX_BYTES_A_TENANT = 50 << 10;

  @TempDir Path temporary;

  @Test
  void anIdleTenantCostsLittleMemory() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:+AlwaysPreTouch",
            "-Xms" + HEAP_MIB + "m",
            "-Xmx" + HEAP_MIB + "m",
            "-cp",
            System.getProperty("java.class.path"),
            Measurement.class.getName(),
            temporary.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      String line = process.inputReader().lines().reduce("", (_, last) -> last);
      long bytes = Long.parseLong(line);
      System.out.println("bytes of an idle tenant: " + bytes);
      assertThat(bytes).isBetween(1L, MAX_BYTES_A_TENANT);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** Prints the bytes of an idle tenant. */
  static final class Measurement {
    private Measurement() {}

    static void main(String[] args) throws IOException {
      IngesterConfig config =
          IngesterConfig.defaults(Path.of(args[0]), 4L << 30).withMinFreeDiskBytes(0);
      try (TestingNode node = new TestingNode(new DiskFileStore(), config)) {
        // The first ones make the machine load and compile what it needs.
        push(node, 0, TENANTS / 4);
        long before = usedBytes();
        push(node, TENANTS / 4, TENANTS);
        System.out.println((usedBytes() - before) / (TENANTS * 3 / 4));
        assertThat(node.select(tenant(77), NOW_MS, NOW_MS, List.of()).series()).hasSize(5);
      }
    }

    private static TenantId tenant(int i) {
      return new TenantId("tenant-" + i);
    }

    private static void push(TestingNode node, int from, int to) {
      for (int i = from; i < to; i++) {
        List<SeriesSamples> series =
            TestingSeries.ALL.subList(0, 5).stream()
                .map(labels -> TestingNode.series(labels, NOW_MS, 1))
                .toList();
        assertThat(node.push(TestingNode.batch(tenant(i), series, List.of())))
            .isInstanceOf(PushAck.Durable.class);
      }
      node.flush();
    }

    /** The live heap, and what the process has besides its heap. */
    private static long usedBytes() throws IOException {
      MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
      memory.gc();
      long residentKib =
          Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(line -> line.startsWith("RssAnon:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElse(0);
      return memory.getHeapMemoryUsage().getUsed() + (residentKib << 10) - ((long) HEAP_MIB << 20);
    }
  }
}
