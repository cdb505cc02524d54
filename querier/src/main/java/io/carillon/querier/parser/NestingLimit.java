package io.carillon.querier.parser;

import io.carillon.common.error.CarillonException;

/**
 * Bounds how deep a query nests, both while it is read and as a tree: chains of operators are read
 * in a loop, but the tree of {@code 1 + 1 + 1 …} is as deep as it is long, and whoever walks a tree
 * needs stack for each level.
 */
final class NestingLimit {
  /** Enough for generated queries; a walk with few frames per level fits a stack of 512 KiB. */
  static final int MAX_LEVELS = 1000;

  private final SourceText source;
  private int depth;
  private int height;

  NestingLimit(SourceText source) {
    this.source = source;
  }

  /** Height of the part that was read last. */
  int height() {
    return height;
  }

  /** Called before an operand that begins at {@code first} is read. */
  void enter(Token first) {
    depth++;
    height = 0;
    check(depth, first);
  }

  /** Called when the operand has been read. */
  void leave(Token first) {
    depth--;
    grow(first);
  }

  /** The part that was read last is put into a node. */
  void grow(Token at) {
    height++;
    check(height, at);
  }

  /** The part that was read last and one of another height become children of a node. */
  void join(Token at, int otherHeight) {
    height = Math.max(height, otherHeight);
    grow(at);
  }

  private void check(int levels, Token at) {
    if (levels > MAX_LEVELS) {
      throw tooDeep(at);
    }
  }

  private CarillonException tooDeep(Token at) {
    return source.error(
        at.start(), "expression is nested deeper than the limit of " + MAX_LEVELS + " levels");
  }
}
