package io.carillon.ingester.wal;

import io.carillon.ingester.file.ReadableFile;
import java.io.Closeable;
import java.io.IOException;

/** Reads a file from its beginning to its end in large pieces. One thread. */
final class PieceInput implements Closeable {
  private static final int PIECE_BYTES = 256 << 10;

  private final ReadableFile file;
  private final Decryption decryption;
  private final boolean isReused;
  private final long sizeBytes;

  private byte[] piece = new byte[0];
  private long pieceStart;

  /** Decrypts bytes that lie at a position of the file, in place. */
  interface Decryption {
    void decrypt(long position, byte[] bytes, int at, int count);
  }

  /**
   * A reader at the beginning.
   *
   * @param isReused whether a piece lies where the one before lay; else a piece is never changed
   *     once it was handed out
   */
  PieceInput(ReadableFile file, Decryption decryption, boolean isReused) throws IOException {
    this.file = file;
    this.sizeBytes = file.sizeBytes();
    this.decryption = decryption;
    this.isReused = isReused;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  /**
   * Makes bytes available in {@link #piece}.
   *
   * @param position not below that of an earlier call
   * @param length within the file
   * @return where they are in the piece
   */
  int require(long position, int length) throws IOException {
    long at = position - pieceStart;
    if (at + length > piece.length) {
      load(position, length);
      return 0;
    }
    return (int) at;
  }

  byte[] piece() {
    return piece;
  }

  /** Bytes of the piece from a position on. */
  int available(long position) {
    return (int) (pieceStart + piece.length - position);
  }

  private void load(long position, int length) throws IOException {
    int size = (int) Math.min(Math.max(length, PIECE_BYTES), sizeBytes - position);
    byte[] next = isReused && size == piece.length ? piece : new byte[size];
    int kept = (int) Math.max(0, pieceStart + piece.length - position);
    if (kept > 0) {
      System.arraycopy(piece, piece.length - kept, next, 0, kept);
    }
    file.read(position + kept, next, kept, size - kept);
    decryption.decrypt(position + kept, next, kept, size - kept);
    piece = next;
    pieceStart = position;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
