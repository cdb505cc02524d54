package io.carillon.querier.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** Random choices from one seed. */
public final class Dice {
  private final SplittableRandom random;

  public Dice(long seed) {
    random = new SplittableRandom(seed);
  }

  /** True in so many of a hundred cases. */
  public boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** A number from {@code low} to {@code high}, both inclusive. */
  public int between(int low, int high) {
    return random.nextInt(low, high + 1);
  }

  /** A number from 0 to below 1. */
  public double fraction() {
    return random.nextDouble();
  }

  /** One of the choices. */
  @SafeVarargs
  public final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** One of the choices. */
  public <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
