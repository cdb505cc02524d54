package io.carillon.distributor.receive;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;

/** Passes over fields of newer senders. */
final class UnknownField {
  private UnknownField() {}

  /** Skips the value that belongs to a tag. */
  static void skip(CodedInputStream in, int tag) throws IOException {
    if (!in.skipField(tag)) {
      throw new IOException("a group ends that never began");
    }
  }
}
