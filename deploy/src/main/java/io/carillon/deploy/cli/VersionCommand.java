package io.carillon.deploy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code carillon version}. */
@Command(
    name = "version",
    description = "Prints the version of this build and of its Java.",
    mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer>, IVersionProvider {
  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(getVersion()[0]);
    spec.commandLine().getOut().flush();
    return 0;
  }

  @Override
  public String[] getVersion() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    return new String[] {
      "carillon "
          + (version == null ? "development" : version)
          + " (Java "
          + Runtime.version()
          + ")"
    };
  }
}
