package io.carillon.deploy.bench;

import io.carillon.common.labels.Labels;
import io.carillon.common.labels.LabelsBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One series of an exporter, without the labels of its target.
 *
 * @param labels with the metric's name
 * @param shape of the values
 */
record SeriesTemplate(Labels labels, ValueShape shape) {
  /**
   * Reads templates. A line is a shape, label sets and metric names, by spaces. Label sets are a
   * product ({@code ;}) of alternatives ({@code |}); {@code a,b=1,2|3,4} varies two labels
   * together; {@code -} is no label. Lines that begin with {@code #} are comments.
   */
  static List<SeriesTemplate> parse(List<String> lines) {
    List<SeriesTemplate> templates = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("#")) {
        continue;
      }
      String[] words = line.split(" ", -1);
      ValueShape shape = ValueShape.valueOf(words[0].toUpperCase(Locale.ROOT));
      List<Labels> labelSets = labelSets(words[1]);
      for (int i = 2; i < words.length; i++) {
        for (Labels labels : labelSets) {
          Labels named = labels.toBuilder().add(Labels.METRIC_NAME, words[i]).build();
          templates.add(new SeriesTemplate(named, shape));
        }
      }
    }
    return templates;
  }

  private static List<Labels> labelSets(String text) {
    List<Labels> sets = List.of(Labels.EMPTY);
    if (text.equals("-")) {
      return sets;
    }
    for (String factor : text.split(";", -1)) {
      int equals = factor.indexOf('=');
      String[] names = factor.substring(0, equals).split(",", -1);
      String[] alternatives = factor.substring(equals + 1).split("\\|", -1);
      List<Labels> product = new ArrayList<>();
      for (Labels set : sets) {
        for (String alternative : alternatives) {
          product.add(with(set, names, alternative.split(",", -1)));
        }
      }
      sets = product;
    }
    return sets;
  }

  private static Labels with(Labels labels, String[] names, String[] values) {
    LabelsBuilder builder = labels.toBuilder();
    for (int i = 0; i < names.length; i++) {
      builder.add(names[i], values[i]);
    }
    return builder.build();
  }
}
