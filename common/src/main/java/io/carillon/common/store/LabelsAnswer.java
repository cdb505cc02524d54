package io.carillon.common.store;

import java.util.List;

/**
 * Label names or values.
 *
 * @param values sorted by unsigned UTF-8 bytes, no duplicates
 * @param trailer what the replica vouches for
 */
public record LabelsAnswer(List<String> values, Trailer trailer) {
  public LabelsAnswer {
    values = List.copyOf(values);
  }
}
