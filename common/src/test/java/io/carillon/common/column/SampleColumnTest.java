package io.carillon.common.column;

import static io.carillon.common.column.ColumnAssertions.assertSameSamples;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class SampleColumnTest {
  private static final SampleColumn COLUMN =
      SampleColumn.floats(new long[] {-10, 0, 10, 20}, new double[] {1, 2, 3, 4});

  @Test
  void sliceIsInclusiveAtBothEnds() {
    assertThat(COLUMN.slice(0, 10).timestampsMs()).containsExactly(0, 10);
    assertThat(COLUMN.slice(1, 9).size()).isZero();
    assertThat(COLUMN.slice(10, 0).size()).isZero();
    assertThat(COLUMN.slice(Long.MIN_VALUE, Long.MAX_VALUE)).isSameAs(COLUMN);
    assertThat(COLUMN.slice(Long.MIN_VALUE, -10).values()).containsExactly(1);
    assertThat(COLUMN.slice(20, Long.MAX_VALUE).values()).containsExactly(4);
    assertThat(COLUMN.slice(21, Long.MAX_VALUE).size()).isZero();
    assertThat(SampleColumn.EMPTY.slice(0, 1).size()).isZero();
  }

  @Test
  void slicesKeepAllColumns() {
    RandomColumns random = new RandomColumns(53);
    for (int i = 0; i < 500; i++) {
      SampleColumn column = random.column(20);
      int from = i % column.size();
      SampleColumnBuilder expected = new SampleColumnBuilder(1);
      for (int j = from; j < column.size(); j++) {
        expected.add(column, j);
      }
      assertThat(expected.size()).isEqualTo(column.size() - from);
      assertSameSamples(
          column.slice(column.timestampsMs()[from], Long.MAX_VALUE), expected.build());
    }
  }

  @Test
  void columnsMustHaveOneLength() {
    assertThatThrownBy(() -> SampleColumn.floats(new long[1], new double[2]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SampleColumn.of(new long[1], new double[1], null, new long[2]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theStaleMarkerIsNoOtherNaN() {
    assertThat(StaleMarker.is(StaleMarker.VALUE)).isTrue();
    assertThat(StaleMarker.is(Double.NaN)).isFalse();
    assertThat(StaleMarker.is(Double.longBitsToDouble(0x7ff8000000000001L))).isFalse();
    assertThat(Double.doubleToRawLongBits(StaleMarker.VALUE)).isEqualTo(0x7ff0000000000002L);
  }
}
