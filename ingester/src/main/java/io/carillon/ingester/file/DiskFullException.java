package io.carillon.ingester.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The file system has no space left, or the quota is used up. */
public final class DiskFullException extends IOException {
  private static final long serialVersionUID = 1L;

  public DiskFullException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
