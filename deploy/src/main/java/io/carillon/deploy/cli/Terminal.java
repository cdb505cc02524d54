package io.carillon.deploy.cli;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** What there is to print on. */
public final class Terminal {
  private static final int STTY_TIMEOUT_SECONDS = 1;
  private static final int USUAL_WIDTH = 100;

  private Terminal() {}

  /**
   * Columns of the terminal: of the environment variable COLUMNS, else as the terminal says.
   *
   * @param elsewhere the answer when the output goes to a file or another program
   */
  public static int width(int elsewhere) {
    int columns = positive(System.getenv().getOrDefault("COLUMNS", ""));
    if (columns > 0) {
      return columns;
    }
    return isTerminal() ? sttyWidth() : elsewhere;
  }

  /** Which console there is depends on the JDK's provider; there may be none. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Of {@code stty size}, which prints rows and columns. */
  private static int sttyWidth() {
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
      if (!stty.waitFor(STTY_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        stty.destroyForcibly();
        return USUAL_WIDTH;
      }
      String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int columns = positive(size.strip().substring(size.strip().indexOf(' ') + 1));
      return columns > 0 ? columns : USUAL_WIDTH;
    } catch (IOException _) {
      return USUAL_WIDTH;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return USUAL_WIDTH;
    }
  }

  private static int positive(String text) {
    try {
      return Math.max(0, Integer.parseInt(text.strip()));
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
