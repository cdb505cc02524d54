package io.carillon.querier.exec;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Computes series on several threads and hands them over on the thread of the query, in the order
 * in which they came: sums add up in label order whatever the number of cores. Items go to the
 * workers in chunks, few of which are under way at a time, of as many as take about half a
 * millisecond; the thread of the query computes, too, while it has nothing else to do.
 */
final class SeriesPipeline {
  private static final int SMALLEST_CHUNK = 2;
  private static final int LARGEST_CHUNK = 512;

  /** Hand-overs cost some microseconds, and up to a turn of the scheduler when cores are few. */
  private static final long CHUNK_NANOS = 500_000;

  private final QueryContext context;
  private final @Nullable QueryWorkers workers;

  /**
   * A pipeline.
   *
   * @param workers null for all work on the thread of the query
   */
  SeriesPipeline(QueryContext context, @Nullable QueryWorkers workers) {
    this.context = context;
    this.workers = workers;
  }

  /** One run over the items of a source. */
  private final class Run<T> {
    private final Supplier<@Nullable T> source;
    private final Function<T, @Nullable StepSeries> work;
    private final SeriesSink sink;
    private final Deque<Chunk<T>> underWay = new ArrayDeque<>();
    private int chunkSize = SMALLEST_CHUNK;
    private boolean isSourceEmpty;

    Run(Supplier<@Nullable T> source, Function<T, @Nullable StepSeries> work, SeriesSink sink) {
      this.source = source;
      this.work = work;
      this.sink = sink;
    }

    void run(QueryWorkers executor) {
      try {
        while (true) {
          fill(executor);
          if (underWay.isEmpty()) {
            return;
          }
          Chunk<T> oldest = underWay.getFirst();
          oldest.run();
          oldest.await();
          underWay.removeFirst();
          adapt(oldest);
          oldest.handOver(sink);
        }
      } finally {
        underWay.forEach(Chunk::abandon);
      }
    }

    private void fill(QueryWorkers executor) {
      int most = 2 * executor.threads();
      while (!isSourceEmpty && underWay.size() < most) {
        List<T> items = take(chunkSize);
        if (!items.isEmpty()) {
          Chunk<T> chunk = new Chunk<>(items, work, context);
          underWay.addLast(chunk);
          // What comes alone is computed here at once.
          if (underWay.size() > 1 || !isSourceEmpty) {
            executor.execute(chunk);
          }
        }
      }
    }

    private void adapt(Chunk<T> done) {
      if (done.tookNanos < CHUNK_NANOS / 2) {
        chunkSize = Math.min(chunkSize * 2, LARGEST_CHUNK);
      } else if (done.tookNanos > CHUNK_NANOS * 2) {
        chunkSize = Math.max(chunkSize / 2, SMALLEST_CHUNK);
      }
    }

    private List<T> take(int most) {
      List<T> items = new ArrayList<>(most);
      while (items.size() < most) {
        context.checkAlive();
        T item = source.get();
        if (item == null) {
          isSourceEmpty = true;
          break;
        }
        items.add(item);
      }
      return items;
    }
  }

  /** Some items and what became of them; computed once, by whoever claims it first. */
  private static final class Chunk<T> implements Runnable {
    private final List<T> items;
    private final Function<T, @Nullable StepSeries> work;
    private final QueryContext context;
    private final List<StepSeries> results = new ArrayList<>();
    private final AtomicBoolean isClaimed = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean isAbandoned;
    private @Nullable Throwable failure;
    private long tookNanos;

    Chunk(List<T> items, Function<T, @Nullable StepSeries> work, QueryContext context) {
      this.items = items;
      this.work = work;
      this.context = context;
    }

    @Override
    public void run() {
      if (!isClaimed.compareAndSet(false, true)) {
        return;
      }
      long startNanos = context.nanoTime();
      try {
        compute();
      } catch (Throwable t) {
        failure = t;
      } finally {
        tookNanos = context.nanoTime() - startNanos;
        done.countDown();
      }
    }

    private void compute() {
      for (T item : items) {
        if (isAbandoned) {
          return;
        }
        StepSeries series = work.apply(item);
        if (series != null) {
          results.add(series);
        }
      }
    }

    void await() {
      try {
        done.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CarillonException(
            ErrorCode.CANCELED, "query was canceled in expression evaluation");
      }
    }

    void handOver(SeriesSink sink) {
      switch (failure) {
        case null -> results.forEach(sink::accept);
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable t -> throw new IllegalStateException(t);
      }
    }

    /** Stops computing; returns when no thread is at it any more. */
    void abandon() {
      isAbandoned = true;
      if (isClaimed.compareAndSet(false, true)) {
        return;
      }
      boolean isInterrupted = false;
      while (true) {
        try {
          done.await();
          break;
        } catch (InterruptedException e) {
          isInterrupted = true;
        }
      }
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Computes all items of a source.
   *
   * @param source gives one item after the other, then null; asked by this thread alone
   * @param work computes the series of an item on any thread; null for none
   * @param sink called by this thread
   */
  <T> void run(
      Supplier<@Nullable T> source, Function<T, @Nullable StepSeries> work, SeriesSink sink) {
    if (workers != null) {
      new Run<>(source, work, sink).run(workers);
      return;
    }
    while (true) {
      context.checkAlive();
      T item = source.get();
      if (item == null) {
        return;
      }
      StepSeries series = work.apply(item);
      if (series != null) {
        sink.accept(series);
      }
    }
  }
}
