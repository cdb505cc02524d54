package io.carillon.common.cluster;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a node does, as it tells the others. */
public enum Role {
  DISTRIBUTOR,
  INGESTER,
  QUERIER;

  /** Roles as text such as {@code distributor,querier}, in a fixed order. */
  public static String toText(Set<Role> roles) {
    return roles.stream()
        .sorted(Comparator.naturalOrder())
        .map(role -> role.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(","));
  }

  /** Roles of such a text; names that only a newer version knows are left out. */
  public static Set<Role> fromText(String text) {
    Set<String> names = Set.of(text.toUpperCase(Locale.ROOT).split(",", -1));
    Set<Role> roles = EnumSet.noneOf(Role.class);
    Arrays.stream(values()).filter(role -> names.contains(role.name())).forEach(roles::add);
    return roles;
  }
}
