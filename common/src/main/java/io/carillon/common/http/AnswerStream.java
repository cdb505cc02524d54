package io.carillon.common.http;

import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The body of one answer. The first bytes are held back: a short answer gets a Content-Length, and
 * an error that comes early can still replace the answer. Longer ones are sent in chunks, with gzip
 * where the client takes it. Flushing does nothing, since writers flush at their end. Used by one
 * virtual thread.
 */
final class AnswerStream extends OutputStream {
  private static final int BUFFER_BYTES = 32 << 10;

  private static final int INITIAL_BYTES = 256;

  /** Below, gzip makes an answer hardly smaller than the packet it fits into. */
  private static final int MIN_GZIP_BYTES = 1024;

  private final HttpServerResponse response;
  private final boolean isGzipAccepted;
  private final boolean isHead;
  private final Duration writeTimeout;
  private byte[] buffer = new byte[INITIAL_BYTES];
  private int size;
  private long headBytes;
  private @Nullable OutputStream sink;

  AnswerStream(
      HttpServerResponse response, boolean isGzipAccepted, boolean isHead, Duration writeTimeout) {
    this.response = response;
    this.isGzipAccepted = isGzipAccepted;
    this.isHead = isHead;
    this.writeTimeout = writeTimeout;
  }

  @Override
  public void write(int b) throws IOException {
    makeRoom(1);
    buffer[size++] = (byte) b;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      makeRoom(left);
      int n = Math.min(left, buffer.length - size);
      System.arraycopy(bytes, from, buffer, size, n);
      size += n;
      from += n;
      left -= n;
    }
  }

  /** Makes room for at least one byte, and for as many of {@code wanted} as the buffer may hold. */
  private void makeRoom(int wanted) throws IOException {
    if (size == BUFFER_BYTES) {
      drain();
    }
    if (wanted > buffer.length - size && buffer.length < BUFFER_BYTES) {
      long needed = Math.max(2L * buffer.length, (long) size + wanted);
      buffer = Arrays.copyOf(buffer, (int) Math.min(BUFFER_BYTES, needed));
    }
  }

  /** Sends what is left and ends the response. Without this call nothing is ended. */
  void finish() throws IOException {
    if (isHead) {
      response.putHeader("Content-Length", Long.toString(headBytes + size)).end();
    } else if (sink != null) {
      drain();
      sink.close();
    } else {
      finishShort();
    }
  }

  private void finishShort() throws IOException {
    ResponseChunks chunks = new ResponseChunks(response, writeTimeout);
    if (!isGzipAccepted || size < MIN_GZIP_BYTES) {
      chunks.end(buffer, size);
      return;
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream(size / 2);
    try (FastGzip gzip = new FastGzip(packed)) {
      gzip.write(buffer, 0, size);
    }
    response.putHeader("Content-Encoding", "gzip");
    chunks.end(packed.toByteArray(), packed.size());
  }

  private void drain() throws IOException {
    if (isHead) {
      headBytes += size;
    } else {
      if (sink == null) {
        sink = openSink();
      }
      sink.write(buffer, 0, size);
    }
    size = 0;
  }

  private OutputStream openSink() throws IOException {
    response.setChunked(true);
    ResponseChunks chunks = new ResponseChunks(response, writeTimeout);
    if (!isGzipAccepted) {
      return chunks;
    }
    response.putHeader("Content-Encoding", "gzip");
    return new FastGzip(chunks);
  }

  /** JSON shrinks about as well at the fastest level, at a third of the time. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
