package io.carillon.ingester.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class RecordArrayTest {
  @Test
  void keepsRecordsOverGrowth() {
    try (RecordArray array = new RecordArray(24)) {
      for (int i = 0; i < 200_000; i++) {
        array.ensureCapacity(i + 1);
        array.putLong(i, 0, ~(long) i);
        array.putInt(i, 20, i);
      }
      for (int i = 0; i < 200_000; i++) {
        assertThat(array.getLong(i, 0)).isEqualTo(~(long) i);
        assertThat(array.getInt(i, 20)).isEqualTo(i);
      }
      assertThat(array.getInt(200_000, 8)).isZero();
      assertThat(array.sizeBytes()).isBetween(200_000L * 24, 200_000L * 24 + (2 << 20));
    }
  }

  @Test
  void clearsOneRecord() {
    try (RecordArray array = new RecordArray(64)) {
      array.ensureCapacity(3);
      for (int i = 0; i < 3; i++) {
        array.putLong(i, 56, 7);
      }
      array.clear(1);
      assertThat(array.getLong(0, 56)).isEqualTo(7);
      assertThat(array.getLong(1, 56)).isZero();
      assertThat(array.getLong(2, 56)).isEqualTo(7);
    }
  }

  @Test
  void refusesToReadPastItsRecords() {
    try (RecordArray array = new RecordArray(8)) {
      assertThatThrownBy(() -> array.getInt(0, 0)).isInstanceOf(AssertionError.class);
    }
  }
}
