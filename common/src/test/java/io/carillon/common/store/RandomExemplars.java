package io.carillon.common.store;

import io.carillon.common.labels.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Exemplars with everything that they may have, the same for the same seed. */
public final class RandomExemplars {
  private static final double[] SPECIAL = {
    0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE
  };

  private final SplittableRandom random;

  public RandomExemplars(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Up to {@code max} exemplars of few times, so that some come twice; at least one. */
  public List<Exemplar> exemplars(int max) {
    List<Exemplar> exemplars = new ArrayList<>();
    for (int i = 1 + random.nextInt(max); i > 0; i--) {
      exemplars.add(exemplar(random.nextInt(40)));
    }
    return exemplars;
  }

  /** An exemplar of one of few labels and values. */
  public Exemplar exemplar(long timestampMs) {
    Labels labels =
        switch (random.nextInt(3)) {
          case 0 -> Labels.EMPTY;
          case 1 -> Labels.of("trace_id", "é\uD83D\uDE00" + random.nextInt(3));
          default -> Labels.of("span_id", "1", "trace_id", "t" + random.nextInt(3));
        };
    double value =
        random.nextBoolean() ? SPECIAL[random.nextInt(SPECIAL.length)] : random.nextInt(3);
    return new Exemplar(labels, value, timestampMs);
  }
}
