package io.carillon.deploy.bench.engine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/** What this process has spent, in nanoseconds of user and system time. */
final class ProcessCpu {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final String MERGER = "merge";

  private ProcessCpu() {}

  /** All threads, of Java and of the virtual machine, without those that merge. */
  static long withoutMergesNanos() {
    return PROCESS.getProcessCpuTime() - mergesNanos();
  }

  /** The calling thread. */
  static long threadNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  private static long mergesNanos() {
    long nanos = 0;
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().contains(MERGER)) {
        nanos += Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return nanos;
  }
}
