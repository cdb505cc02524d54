package io.carillon.querier.parser;

import io.carillon.common.error.CarillonException;

/**
 * Bounds how deep a query nests, both while it is read and as a tree: chains of operators are read
 * in a loop, but the tree of {@code 1 + 1 + 1 …} is as deep as it is long, and whoever walks a tree
 * needs stack for each level.
 */
final class NestingLimit {
  /** Parentheses, calls and right sides: reading one takes up to 1.5 KiB of a stack of 1 MiB. */
  static final int MAX_DEPTH = 250;

  /** Levels of the tree: enough for generated chains, and a walk takes few frames per level. */
  static final int MAX_HEIGHT = 1000;

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

  /** Called before an expression that begins at {@code first} is read. */
  void enter(Token first) {
    depth++;
    if (depth > MAX_DEPTH) {
      throw tooDeep(first, MAX_DEPTH);
    }
  }

  /** Called when the expression has been read. */
  void leave() {
    depth--;
  }

  /** Called before an operand is read: it has no parts yet. */
  void startOperand() {
    height = 0;
  }

  /** The part that was read last and one of another height become children of one node. */
  void include(int otherHeight) {
    height = Math.max(height, otherHeight);
  }

  /** The part that was read last is put into a node. */
  void grow(Token at) {
    height++;
    if (height > MAX_HEIGHT) {
      throw tooDeep(at, MAX_HEIGHT);
    }
  }

  private CarillonException tooDeep(Token at, int limit) {
    return source.error(
        at.start(), "expression is nested deeper than the limit of " + limit + " levels");
  }
}
