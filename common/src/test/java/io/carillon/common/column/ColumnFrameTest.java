package io.carillon.common.column;

import static io.carillon.common.column.ColumnAssertions.assertSameSamples;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ColumnFrameTest {
  private final RandomColumns columns = new RandomColumns(60);
  private final ShapedColumns shapedColumns = new ShapedColumns(60);
  private final SplittableRandom random = new SplittableRandom(60);
  private final ColumnJoiner joiner = new ColumnJoiner();

  @Test
  void framesOfAnyKindJoinToWhatTheyWereCutFrom() {
    for (int i = 0; i < 2_000; i++) {
      SampleColumn column = anyColumn(60);
      List<ColumnFrame> frames = new ArrayList<>();
      int from = 0;
      while (from < column.size()) {
        int to = from + 1 + random.nextInt(column.size() - from);
        frames.add(frame(column, from, to));
        assertSameSamples(frames.getLast().column(), column.copyOfRange(from, to));
        from = to;
      }
      assertSameSamples(ColumnFrame.join(frames), column);
      assertSameSamples(joiner.join(frames), column);
    }
  }

  @Test
  void plainFramesJoinToAPlainColumn() {
    SampleColumn a = SampleColumn.floats(new long[] {1, 2}, new double[] {-0.0, StaleMarker.VALUE});
    SampleColumn b =
        SampleColumn.floats(
            new long[] {3}, new double[] {Double.longBitsToDouble(0xfff8beefL << 32)});
    List<ColumnFrame> frames = List.of(frame(a, 0, 2), new ColumnFrame.Unpacked(b));
    SampleColumn joined = ColumnFrame.join(frames);
    assertSameSamples(joined, SampleMerger.merge(a, b));
    assertThat(joined.histograms()).isNull();
    assertThat(joined.startMs()).isNull();
  }

  @Test
  void aJoinerUsesItsArraysAgain() {
    List<ColumnFrame> frames =
        List.of(
            TestingFrames.packedAs(ColumnCodec.PLAIN, floats(5, 1)),
            new ColumnFrame.Part(floats(9, 6), 0, 4));
    SampleColumn first = joiner.join(frames);
    assertThat(first.values()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(
            joiner.join(List.of(TestingFrames.packedAs(ColumnCodec.PLAIN, floats(17, 3)))).values())
        .startsWith(3)
        .endsWith(19);
    SampleColumn second =
        joiner.join(List.of(TestingFrames.packedAs(ColumnCodec.PLAIN, floats(9, 2))));
    assertThat(joiner.join(List.of(TestingFrames.packedAs(ColumnCodec.PLAIN, floats(9, 40)))))
        .isSameAs(second)
        .isNotSameAs(first);
    assertThat(second.values()).startsWith(40).endsWith(48);
    assertThat(first.values()).startsWith(1).endsWith(9);
    SampleColumn unpacked = floats(9, 70);
    assertThat(joiner.join(List.of(new ColumnFrame.Unpacked(unpacked)))).isSameAs(unpacked);
    assertThat(second.values()).startsWith(40).endsWith(48);
    SampleColumn large =
        joiner.join(List.of(TestingFrames.packedAs(ColumnCodec.PLAIN, floats(70_000, 1))));
    assertThat(joiner.join(List.of(TestingFrames.packedAs(ColumnCodec.PLAIN, floats(70_000, 1)))))
        .isNotSameAs(large);
  }

  private static SampleColumn floats(int size, long first) {
    long[] timestampsMs = new long[size];
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      timestampsMs[i] = first + i;
      values[i] = first + i;
    }
    return SampleColumn.floats(timestampsMs, values);
  }

  @Test
  void trimmingIsTheSameAsSlicing() {
    for (int i = 0; i < 2_000; i++) {
      SampleColumn column = anyColumn(20);
      long minMs = anyTimeIn(column);
      long maxMs = random.nextInt(9) == 0 ? Long.MAX_VALUE : anyTimeIn(column);
      ColumnFrame trimmed = new ColumnFrame.Trimmed(anyPacked(column), minMs, maxMs);
      assertSameSamples(trimmed.column(), column.slice(minMs, maxMs));
      SampleColumn joined = ColumnFrame.join(List.of(trimmed, trimmed));
      assertThat(joined.size()).isEqualTo(2 * column.slice(minMs, maxMs).size());
    }
  }

  @Test
  void whatIsNoColumnIsCorruptionOnceItIsAskedFor() {
    byte[] bytes = ColumnCodec.encode(columns.column(9));
    byte[] tooLong = new ByteWriter(99).putBytes(bytes).putByte(0).toByteArray();
    ColumnFrame broken = new ColumnFrame.Packed(ColumnCodec.PLAIN, tooLong);
    ColumnFrame sound = new ColumnFrame.Packed(ColumnCodec.PLAIN, bytes);
    assertThat(broken.sizeBytes()).isEqualTo(tooLong.length);
    for (List<ColumnFrame> frames :
        List.of(
            List.of(broken),
            List.of(sound, broken),
            List.<ColumnFrame>of(
                new ColumnFrame.Trimmed((ColumnFrame.Packed) broken, 0, Long.MAX_VALUE)),
            List.<ColumnFrame>of(splitWithRest(new byte[] {0}, new byte[0])),
            List.<ColumnFrame>of(splitWithRest(new byte[0], new byte[] {0})))) {
      assertThatThrownBy(() -> ColumnFrame.join(frames))
          .isInstanceOfSatisfying(
              CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION));
    }
  }

  @Test
  void packedFramesAreComparedByTheirOwnBytes() {
    ColumnFrame.Packed alone = TestingFrames.packedAs(ColumnCodec.PLAIN, columns.column(9));
    ByteWriter page = new ByteWriter(99).putInt(7).putBytes(alone.bytes()).putInt(7);
    byte[] bytes = page.toByteArray();
    ColumnFrame.Packed inPage =
        new ColumnFrame.Packed(ColumnCodec.PLAIN, () -> bytes, 4, alone.length());
    assertThat(inPage.isSame(alone)).isTrue();
    assertThat(inPage.bytes()).isEqualTo(alone.bytes());
    assertThat(
            new ColumnFrame.Packed(ColumnCodec.PLAIN, () -> bytes, 3, alone.length()).isSame(alone))
        .isFalse();
    assertThat(new ColumnFrame.Packed(9, alone.bytes()).isSame(alone)).isFalse();
  }

  @Test
  void splitFramesAreComparedByTheirOwnBytes() {
    for (int i = 0; i < 500; i++) {
      SampleColumn column = anyColumn(30);
      ColumnFrame.Split split = TestingFrames.split(column);
      ColumnFrame.Split again = TestingFrames.split(column);
      ColumnFrame.Packed whole = new ColumnFrame.Packed(ColumnCodec.PAGED, split.bytes());
      assertThat(split.isSame(again)).isTrue();
      assertThat(split.isSame(whole)).isTrue();
      assertThat(whole.bytes()).isEqualTo(ColumnCodec.encode(ColumnCodec.PAGED, column));
      assertThat(whole.isSame(split)).isTrue();
      assertThat(split.sizeBytes()).isBetween(whole.sizeBytes() - 3, whole.sizeBytes() - 1);
      assertSameSamples(whole.column(), column);
      ColumnFrame.Split other = TestingFrames.split(anyColumn(30));
      assertThat(other.isSame(split)).isFalse();
      assertThat(other.isSame(whole)).isFalse();
      assertThat(whole.isSame(other)).isFalse();
      assertThat(split.isSame(TestingFrames.packedAs(ColumnCodec.PLAIN, column))).isFalse();
    }
  }

  @Test
  void seriesThatShareTimestampsUnpackThemOnce() {
    ByteWriter times = new ByteWriter(99).putInt(7);
    for (int vector = 0; vector < 100; vector++) {
      TimestampCodec.encode(new long[] {1000 + vector, 1001 + vector}, 2, times);
    }
    byte[] bytes = times.toByteArray();
    int length = (bytes.length - 4) / 100;
    TimestampPage page = new TimestampPage(() -> bytes);
    long[] first = page.vector(4, length);
    assertThat(first).containsExactly(1000, 1001);
    assertThat(page.vector(4, length)).isSameAs(first);
    for (int vector = 0; vector < 100; vector++) {
      assertThat(page.vector(4 + vector * length, length))
          .containsExactly(1000 + vector, 1001 + vector);
    }
    assertThat(page.bytes()).isSameAs(bytes);
  }

  private SampleColumn anyColumn(int maxSize) {
    return random.nextBoolean() ? columns.column(maxSize) : shapedColumns.column(maxSize);
  }

  private long anyTimeIn(SampleColumn column) {
    return column.timestampsMs()[random.nextInt(column.size())] + random.nextInt(-1, 2);
  }

  private ColumnFrame frame(SampleColumn column, int from, int to) {
    SampleColumn part = column.copyOfRange(from, to);
    return switch (random.nextInt(4)) {
      case 0 -> anyPacked(part);
      case 1 -> new ColumnFrame.Unpacked(part);
      case 2 -> new ColumnFrame.Part(column, from, to);
      default ->
          new ColumnFrame.Trimmed(
              anyPacked(column), column.timestampsMs()[from], column.timestampsMs()[to - 1]);
    };
  }

  private ColumnFrame.Compact anyPacked(SampleColumn column) {
    return TestingFrames.packed(random.nextInt(TestingFrames.WAYS), column);
  }

  private ColumnFrame splitWithRest(byte[] restOfTimes, byte[] restOfValues) {
    ByteWriter times = new ByteWriter(99);
    TimestampCodec.encode(new long[] {1, 2}, 2, times);
    byte[] timesBytes = times.putBytes(restOfTimes).toByteArray();
    ByteWriter values = new ByteWriter(99);
    ValueCodec.encode(floats(2, 1), values);
    byte[] valuesBytes = values.putBytes(restOfValues).toByteArray();
    return new ColumnFrame.Split(
        new TimestampPage(() -> timesBytes),
        0,
        timesBytes.length,
        () -> valuesBytes,
        0,
        valuesBytes.length);
  }

  @Test
  void aPageOfLongVectorsRemembersLittle() {
    int[] sizes = {480, 5_760, 40_320, 7, 60_000};
    ByteWriter out = new ByteWriter(1024);
    int[] ends = new int[200];
    for (int i = 0; i < ends.length; i++) {
      TimestampCodec.encode(even(i, sizes[i % sizes.length]), sizes[i % sizes.length], out);
      ends[i] = out.size();
    }
    byte[] bytes = out.toByteArray();
    TimestampPage page = new TimestampPage(() -> bytes);
    for (int i = 0; i < ends.length; i++) {
      int offset = i == 0 ? 0 : ends[i - 1];
      long[] expected = even(i, sizes[i % sizes.length]);
      assertThat(page.vector(offset, ends[i] - offset)).isEqualTo(expected);
      assertThat(page.keptBytes())
          .isLessThanOrEqualTo(Math.max(TimestampPage.MAX_KEPT_BYTES, 8L * expected.length));
      assertThat(page.vector(offset, ends[i] - offset))
          .isSameAs(page.vector(offset, ends[i] - offset));
    }
  }

  private static long[] even(int firstMs, int count) {
    long[] timestampsMs = new long[count];
    for (int i = 0; i < count; i++) {
      timestampsMs[i] = firstMs + 15_000L * i;
    }
    return timestampsMs;
  }
}
