package io.carillon.deploy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the Linux kernel counts for a process (proc(5)). */
public final class ProcessStats {
  /** USER_HZ, 100 on every Linux this runs on (getconf CLK_TCK). */
  private static final long TICKS_PER_SECOND = 100;

  private static final int FIELD_UTIME = 11;
  private static final int FIELD_STIME = 12;

  private ProcessStats() {}

  /** User and system time of all threads since the start, in microseconds. */
  public static long cpuMicros(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[FIELD_UTIME]) + Long.parseLong(fields[FIELD_STIME]);
    return ticks * 1_000_000 / TICKS_PER_SECOND;
  }

  /** Resident memory including mapped files, in KiB. */
  public static long residentKib(long pid) throws IOException {
    return statusKib(pid, "VmRSS:");
  }

  /** The most resident memory so far, in KiB. */
  public static long peakResidentKib(long pid) throws IOException {
    return statusKib(pid, "VmHWM:");
  }

  private static long statusKib(long pid, String field) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
    for (String line : lines) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no " + field + " for process " + pid);
  }
}
