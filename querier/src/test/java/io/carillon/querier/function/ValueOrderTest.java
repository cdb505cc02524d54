package io.carillon.querier.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Order of ties and NaN against what Go's sort.Sort and container/heap gave: lines of values,
 * indices ascending, indices descending, k, indices of the k largest and of the k smallest.
 */
class ValueOrderTest {
  @Test
  void shouldOrderTiesAsGoDoes() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(ValueOrderTest.class.getResourceAsStream("/go-sort.tsv")),
                StandardCharsets.UTF_8))) {
      lines.lines().map(line -> line.split("\t", -1)).forEach(ValueOrderTest::check);
    }
  }

  private static void check(String[] fields) {
    double[] values =
        Arrays.stream(fields[0].split(" ")).mapToDouble(Double::parseDouble).toArray();
    int k = Integer.parseInt(fields[3]);
    assertThat(sorted(values, false)).as(fields[0]).isEqualTo(fields[1]);
    assertThat(sorted(values, true)).as(fields[0]).isEqualTo(fields[2]);
    assertThat(picked(values, k, false)).as("%s of %s", k, fields[0]).isEqualTo(fields[4]);
    assertThat(picked(values, k, true)).as("%s of %s", k, fields[0]).isEqualTo(fields[5]);
  }

  private static String sorted(double[] values, boolean isDescending) {
    List<Integer> indices = new ArrayList<>(IntStream.range(0, values.length).boxed().toList());
    ValueOrder.sort(indices, index -> values[index], isDescending);
    return join(indices);
  }

  private static String picked(double[] values, int k, boolean wantsSmallest) {
    ValueHeap heap = new ValueHeap(k, wantsSmallest);
    for (int i = 0; i < values.length; i++) {
      heap.offer(values[i], i);
    }
    List<Integer> indices = heap.elements();
    ValueOrder.sort(indices, index -> values[index], !wantsSmallest);
    return join(indices);
  }

  private static String join(List<Integer> indices) {
    return String.join(" ", indices.stream().map(String::valueOf).toList());
  }
}
