package io.carillon.ingester.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {
  @TempDir Path temporary;

  @Test
  void createsAndHoldsADirectory() {
    Path path = temporary.resolve("a").resolve("b");
    try (DataDirectory held = DataDirectory.open(path)) {
      assertThat(held.path()).isDirectory().isAbsolute();
      assertThatThrownBy(() -> DataDirectory.open(path))
          .isInstanceOfSatisfying(
              CarillonException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
          .hasMessageContaining(path.toString())
          .hasMessageContaining("in use")
          .hasMessageContaining("--data-dir");
    }
    DataDirectory.open(path).close();
  }

  @Test
  void anotherProcessIsKeptOut() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                temporary.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("held");
      assertThatThrownBy(() -> DataDirectory.open(temporary)).hasMessageContaining("in use");
    } finally {
      other.destroyForcibly().waitFor();
    }
    DataDirectory.open(temporary).close();
  }

  /** Holds a directory until it is killed. */
  static final class Holder {
    private Holder() {}

    static void main(String[] args) throws Exception {
      DataDirectory held = DataDirectory.open(Path.of(args[0]));
      System.out.println("held");
      System.in.read();
      held.close();
    }
  }

  @Test
  void saysWhatIsWrongWithAPathThatCannotBeADirectory() throws Exception {
    Path file = Files.writeString(temporary.resolve("file"), "x");
    for (Path path : new Path[] {file, file.resolve("below")}) {
      assertThatThrownBy(() -> DataDirectory.open(path))
          .isInstanceOfSatisfying(
              CarillonException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
          .hasMessageContaining(path.toString())
          .hasMessageContaining("--data-dir");
    }
  }
}
