package io.carillon.deploy.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** How to start another process of this very build. */
public final class OwnCommand {
  private OwnCommand() {}

  /** Java, its flags and the main class, to be followed by Carillon's own arguments. */
  public static List<String> line() {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-agentlib") && !flag.startsWith("-javaagent"))
        .forEach(command::add);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "io.carillon.deploy.Carillon"));
    return command;
  }
}
