package io.carillon.querier.fanout;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.store.Trailer;
import java.util.ArrayDeque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one ingester has answered so far: pieces that wait for the merge, and the end. Guarded by
 * the lock of its {@link Gathering}, but for {@link #head} and what is fetched, which belong to the
 * merging thread.
 */
final class Lane<T> {
  /** How an answer stands. */
  enum State {
    RUNNING,
    /** Ended with a trailer. */
    ENDED,
    FAILED,
    /** Not waited for, since the others suffice. */
    SKIPPED
  }

  private static final Set<ErrorCode> CAUSED_BY_REQUEST =
      Set.of(
          ErrorCode.BAD_DATA,
          ErrorCode.EXECUTION,
          ErrorCode.BUDGET_EXCEEDED,
          ErrorCode.TOO_LARGE,
          ErrorCode.UNIMPLEMENTED);

  final String instanceId;

  /** Whether the reader waits for room in the buffer. */
  boolean isReaderWaiting;

  /** The piece that the merge looks at; null while it needs the next. */
  @Nullable T head;

  private ArrayDeque<T> buffer = new ArrayDeque<>();
  private ArrayDeque<T> fetched = new ArrayDeque<>();
  private long bufferedBytes;

  private State state = State.RUNNING;
  private @Nullable Trailer trailer;
  private @Nullable String reason;
  private @Nullable CarillonException error;
  private @Nullable Thread thread;

  Lane(String instanceId) {
    this.instanceId = instanceId;
  }

  /** Adds a piece to the buffer. */
  void add(T piece, long sizeBytes) {
    buffer.add(piece);
    bufferedBytes += sizeBytes;
  }

  /** Whether so many pieces, or pieces of so many bytes, are in the buffer. */
  boolean holds(int pieces, long sizeBytes) {
    return buffer.size() >= pieces || (bufferedBytes >= sizeBytes && !buffer.isEmpty());
  }

  /** Gives the merging thread all that is in the buffer at once, so that it locks rarely. */
  void fetch() {
    ArrayDeque<T> emptied = fetched;
    fetched = buffer;
    buffer = emptied;
    bufferedBytes = 0;
  }

  /** Makes the next piece that was fetched the head; without effect when there is none. */
  boolean advance() {
    if (head == null) {
      head = fetched.poll();
    }
    return head != null;
  }

  /** Forgets all pieces. */
  void clear() {
    buffer.clear();
    fetched.clear();
    head = null;
  }

  State state() {
    return state;
  }

  boolean isRunning() {
    return state == State.RUNNING;
  }

  /** The trailer of an answer that ended well, else null. */
  @Nullable Trailer trailer() {
    return trailer;
  }

  /** Why the answer does not count; null as long as it may. */
  @Nullable String reason() {
    return reason;
  }

  /** What the ingester said of the request itself, so that any other would say the same. */
  @Nullable CarillonException requestError() {
    return error != null && CAUSED_BY_REQUEST.contains(error.code()) ? error : null;
  }

  void startedOn(Thread reader) {
    thread = reader;
  }

  void end(Trailer end) {
    if (isRunning()) {
      state = State.ENDED;
      trailer = end;
    }
  }

  /** Gives the answer up; what came of it stays, but it no longer counts. */
  void giveUp(State newState, String why, @Nullable CarillonException cause) {
    if (state == State.FAILED || state == State.SKIPPED) {
      return;
    }
    state = newState;
    reason = why;
    error = cause;
    trailer = null;
    interrupt();
  }

  void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }
}
