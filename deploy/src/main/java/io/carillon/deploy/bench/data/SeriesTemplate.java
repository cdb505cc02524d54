package io.carillon.deploy.bench.data;

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
 * @param rate what the shape takes; 0 when nothing ever happens
 */
record SeriesTemplate(Labels labels, NodeShape shape, double rate) {
  /**
   * Reads templates. A line is a shape with its rate, as in {@code count/270}, label sets and
   * metric names, by spaces. Label sets are a product ({@code ;}) of alternatives ({@code |});
   * {@code a,b=1,2|3,4} varies two labels together; {@code -} is no label. Lines that begin with
   * {@code #} are comments.
   */
  static List<SeriesTemplate> parse(List<String> lines) {
    List<SeriesTemplate> templates = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("#")) {
        continue;
      }
      String[] words = line.split(" ", -1);
      String[] kind = words[0].split("/", -1);
      NodeShape shape = NodeShape.valueOf(kind[0].toUpperCase(Locale.ROOT));
      double rate = kind.length == 1 ? 0 : Double.parseDouble(kind[1]);
      List<Labels> labelSets = labelSets(words[1]);
      for (int i = 2; i < words.length; i++) {
        for (Labels labels : labelSets) {
          Labels named = labels.toBuilder().add(Labels.METRIC_NAME, words[i]).build();
          templates.add(new SeriesTemplate(named, shape, rate));
        }
      }
    }
    return templates;
  }

  /** The label set that a target's series has. */
  Labels labels(int target, String job) {
    return labels.toBuilder()
        .add("instance", "host-" + target + ".example:9100")
        .add("job", job)
        .build();
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
