package io.carillon.ingester.wal;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Gives records to visitors, each on a thread of its own: a shard's records all go to one. One
 * thread dispatches; it waits while a visitor is behind.
 */
final class RecordDispatcher {
  private static final int QUEUED_BATCHES = 8;
  private static final int BATCH_RECORDS = 256;
  private static final byte[] NOTHING = new byte[0];
  private static final RecordBatch END = new RecordBatch(0, NOTHING, new int[0], 0);

  private final List<Worker> workers = new ArrayList<>();

  RecordDispatcher(List<RecordVisitor> visitors) {
    for (RecordVisitor visitor : visitors) {
      workers.add(new Worker(visitor));
    }
    workers.forEach(worker -> worker.thread.start());
  }

  /** A record in a piece of a segment. */
  void dispatch(long segment, byte[] content, int frameAt) throws InterruptedException {
    workers
        .get(FrameHeader.shard(content, frameAt) % workers.size())
        .add(segment, content, frameAt);
  }

  /**
   * Waits until all visitors have taken everything.
   *
   * @return records that did not decode
   * @throws RuntimeException or Error that a visitor threw
   */
  List<LogDamage> finish() throws InterruptedException {
    for (Worker worker : workers) {
      worker.flush();
      worker.queue.put(END);
    }
    List<LogDamage> damages = new ArrayList<>();
    for (Worker worker : workers) {
      worker.thread.join();
      worker.rethrow();
      damages.addAll(worker.damages);
    }
    damages.sort(Comparator.comparingLong(LogDamage::firstLsn));
    return damages;
  }

  /** Ends the threads without waiting for what is queued. */
  void abort() {
    for (Worker worker : workers) {
      worker.thread.interrupt();
      Joining.join(worker.thread);
    }
  }

  private static final class Worker {
    private final RecordVisitor visitor;
    private final BlockingQueue<RecordBatch> queue = new ArrayBlockingQueue<>(QUEUED_BATCHES);
    private final Thread thread =
        Thread.ofPlatform().name("wal-replay").daemon().unstarted(this::run);

    // Of the dispatching thread.
    private int[] frames = new int[BATCH_RECORDS];
    private int count;
    private long segment;
    private byte[] content = NOTHING;

    // Of the worker's thread; read by others after it has ended.
    private final List<LogDamage> damages = new ArrayList<>();
    private long visitedSegment;
    private volatile @Nullable Throwable failure;

    Worker(RecordVisitor visitor) {
      this.visitor = visitor;
    }

    @SuppressWarnings("ReferenceEquality") // A piece is the same one or another one.
    void add(long nextSegment, byte[] nextContent, int frameAt) throws InterruptedException {
      if (count == BATCH_RECORDS || nextContent != content || nextSegment != segment) {
        flush();
        segment = nextSegment;
        content = nextContent;
      }
      frames[count++] = frameAt;
    }

    void flush() throws InterruptedException {
      if (count > 0) {
        rethrow();
        queue.put(new RecordBatch(segment, content, frames, count));
        frames = new int[BATCH_RECORDS];
        count = 0;
        content = NOTHING;
      }
    }

    void rethrow() {
      switch (failure) {
        case null -> {}
        case Error e -> throw e;
        case RuntimeException e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
    }

    private void run() {
      try {
        for (RecordBatch batch = queue.take(); batch.count() > 0; batch = queue.take()) {
          // What follows a failure is only taken, so that the dispatcher gets to see the failure.
          if (failure == null) {
            visit(batch);
          }
        }
      } catch (InterruptedException _) {
        // Aborted.
      }
    }

    private void visit(RecordBatch batch) {
      try {
        if (batch.segment() != visitedSegment) {
          visitedSegment = batch.segment();
          visitor.beginSegment(visitedSegment);
        }
        for (int i = 0; i < batch.count(); i++) {
          visit(batch.content(), batch.frames()[i]);
        }
      } catch (Throwable e) { // Belongs to the dispatching thread.
        failure = e;
      }
    }

    private void visit(byte[] bytes, int at) {
      long lsn = FrameHeader.lsn(bytes, at);
      try {
        visitor.record(
            lsn,
            Objects.requireNonNull(LogFormat.type(FrameHeader.type(bytes, at))),
            FrameHeader.shard(bytes, at),
            bytes,
            at + FrameHeader.BYTES,
            FrameHeader.length(bytes, at));
      } catch (CarillonException e) {
        if (e.code() != ErrorCode.CORRUPTION) {
          throw e;
        }
        damages.add(
            new LogDamage("record " + lsn + " does not decode: " + e.getMessage(), lsn, lsn));
      }
    }
  }
}
