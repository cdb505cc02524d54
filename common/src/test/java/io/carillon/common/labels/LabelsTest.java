package io.carillon.common.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LabelsTest {
  @Test
  void areSortedByUtf8AndWithoutEmptyValues() {
    Labels labels = Labels.of("\uD83D\uDE00", "1", "\uFFFD", "2", "a", "3", "b", "");
    assertThat(labels.asPairs()).containsExactly("a", "3", "\uFFFD", "2", "\uD83D\uDE00", "1");
    assertThat(labels.size()).isEqualTo(3);
    assertThat(labels.name(1)).isEqualTo("\uFFFD");
    assertThat(labels.value(1)).isEqualTo("2");
    assertThat(labels).isEqualTo(Labels.ofSorted(labels.asPairs()));
    assertThat(labels).hasSameHashCodeAs(Labels.ofSorted(labels.asPairs()));
  }

  @Test
  void aMissingLabelIsEmpty() {
    Labels labels = Labels.of("a", "1");
    assertThat(labels.get("b")).isEmpty();
    assertThat(labels.find("b")).isNull();
    assertThat(labels.metricName()).isEmpty();
    assertThat(Labels.of("a", "")).isEqualTo(Labels.EMPTY).matches(Labels::isEmpty);
    assertThat(Labels.of(Map.of())).isEqualTo(Labels.EMPTY);
  }

  @Test
  void orderIsByNameAndValueInTurn() {
    List<Labels> ordered =
        List.of(
            Labels.EMPTY,
            Labels.of("a", "1"),
            Labels.of("a", "1", "b", "1"),
            Labels.of("a", "1", "c", "0"),
            Labels.of("a", "2"),
            Labels.of("a", "\uFFFD"),
            Labels.of("a", "\uD83D\uDE00"),
            Labels.of("b", "0"));
    List<Labels> shuffled = new ArrayList<>(ordered);
    Collections.reverse(shuffled);
    Collections.sort(shuffled);
    assertThat(shuffled).isEqualTo(ordered);
  }

  @Test
  void theBuilderSetsRemovesAndRefusesDuplicates() {
    Labels labels = Labels.of("a", "1", "b", "2");
    assertThat(labels.toBuilder().set("a", "3").remove("b").set("c", "4").build())
        .isEqualTo(Labels.of("a", "3", "c", "4"));
    assertThat(labels.toBuilder().set("a", "").build()).isEqualTo(Labels.of("b", "2"));
    assertThatThrownBy(() -> labels.toBuilder().add("a", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"a\" is not unique");
    assertThat(labels).isEqualTo(Labels.of("b", "2", "a", "1"));
  }

  @Test
  void whatIsNotInOrderIsRefused() {
    assertRefused("names and values in turn", "a");
    assertRefused("in order", "b", "1", "a", "1");
    assertRefused("in order", "a", "1", "a", "1");
    assertRefused("in order", "\uD83D\uDE00", "1", "\uFFFD", "1");
    assertRefused("empty value", "a", "");
    assertThatThrownBy(() -> Labels.of("a")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void areWrittenAsGoWritesThem() {
    assertThat(Labels.of("a", "x\"\\\n\u0007\u007f\u0085\u200b\uD83D\uDE00 é", "b.c", "1"))
        .hasToString("{a=\"x\\\"\\\\\\n\\a\\x7f\\u0085\\u200b\uD83D\uDE00 é\", \"b.c\"=\"1\"}");
    assertThat(Labels.EMPTY).hasToString("{}");
    assertThat(LabelQuoting.isPlainLabelName("_a1")).isTrue();
    assertThat(LabelQuoting.isPlainLabelName("1a")).isFalse();
    assertThat(LabelQuoting.isPlainLabelName("a:b")).isFalse();
    assertThat(LabelQuoting.isPlainLabelName("")).isFalse();
    assertThat(LabelQuoting.isPlainMetricName(":a:b")).isTrue();
  }

  private static void assertRefused(String text, String... pairs) {
    assertThatThrownBy(() -> Labels.ofSorted(List.of(pairs)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }
}
