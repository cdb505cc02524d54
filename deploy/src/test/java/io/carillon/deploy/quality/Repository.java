package io.carillon.deploy.quality;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the checkout is, seen from a test of this module. */
public final class Repository {
  private Repository() {}

  /** The folder that holds the root pom. */
  public static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("deploy").resolve("src"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("no checkout above the working directory");
      }
    }
    return folder;
  }
}
