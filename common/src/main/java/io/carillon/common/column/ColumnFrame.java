package io.carillon.common.column;

/**
 * A run of one series' samples on its way from storage to query: either still packed as it lies in
 * a file or came over the wire, or already unpacked.
 */
public sealed interface ColumnFrame {
  /**
   * The samples, times ascending and unique.
   *
   * @throws io.carillon.common.error.CarillonException with CORRUPTION when the bytes are no column
   */
  SampleColumn column();

  /**
   * A packed run.
   *
   * @param codecId number of the codec, see {@link ColumnCodec}
   * @param bytes not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // Bytes on their way; identity is never asked.
  record Packed(int codecId, byte[] bytes) implements ColumnFrame {
    @Override
    public SampleColumn column() {
      return ColumnCodec.decode(codecId, bytes);
    }
  }

  /** An unpacked run. */
  record Unpacked(SampleColumn column) implements ColumnFrame {}
}
