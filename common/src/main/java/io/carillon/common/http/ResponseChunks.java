package io.carillon.common.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Writes chunks of a response, one on the wire and one being filled; the writer waits while the
 * client is slow. Used by one virtual thread.
 */
final class ResponseChunks extends OutputStream {
  private final HttpServerResponse response;
  private final Duration writeTimeout;
  private Future<Void> lastWrite = Future.succeededFuture();

  ResponseChunks(HttpServerResponse response, Duration writeTimeout) {
    this.response = response;
    this.writeTimeout = writeTimeout;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    await();
    lastWrite = response.write(Buffer.buffer(length).appendBytes(bytes, offset, length));
  }

  /** Ends the response and waits until it is on the wire. */
  @Override
  public void close() throws IOException {
    await();
    lastWrite = response.end();
    await();
  }

  /** Ends the response with its only bytes. */
  void end(byte[] bytes, int length) throws IOException {
    lastWrite = response.end(Buffer.buffer(length).appendBytes(bytes, 0, length));
    await();
  }

  private void await() throws IOException {
    try {
      lastWrite
          .toCompletionStage()
          .toCompletableFuture()
          .get(writeTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new ConnectionLostException("the client went away", e);
    } catch (TimeoutException e) {
      throw new ConnectionLostException(
          "the client read nothing for " + writeTimeout.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted while writing").initCause(e);
    }
  }
}
