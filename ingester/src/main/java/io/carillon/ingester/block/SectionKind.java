package io.carillon.ingester.block;

/** What a section holds; to a block it is opaque bytes of one tenant. */
public enum SectionKind {
  EXEMPLARS(1),
  METADATA(2);

  private final int id;

  SectionKind(int id) {
    this.id = id;
  }

  /** Number in files. */
  int id() {
    return id;
  }

  static SectionKind of(int id) {
    for (SectionKind kind : values()) {
      if (kind.id == id) {
        return kind;
      }
    }
    throw BlockFormat.corrupt("section of unknown kind " + id);
  }
}
