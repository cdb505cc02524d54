package io.carillon.ingester.block;

import org.jspecify.annotations.Nullable;

/** What a page of a block file holds. */
enum PageKind {
  VALUES(1),
  TIMES(2),
  INDEX(3),
  SECTION(4),
  DIRECTORY(5);

  private final int id;

  PageKind(int id) {
    this.id = id;
  }

  /** Number in files. */
  int id() {
    return id;
  }

  static @Nullable PageKind of(int id) {
    return id >= 1 && id <= values().length ? values()[id - 1] : null;
  }
}
