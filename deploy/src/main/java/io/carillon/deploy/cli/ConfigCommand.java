package io.carillon.deploy.cli;

import io.carillon.common.config.Settings;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code carillon config}. */
@Command(
    name = "config",
    description = "Prints the settings that the same flags would give a server, and their origin.",
    mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec spec;

  @Spec
  void setSpec(CommandSpec spec) {
    this.spec = spec;
    ServerFlags.addTo(spec, ServerTable.ALL);
  }

  @Override
  public Integer call() {
    Settings settings = ServerFlags.settings(spec.commandLine().getParseResult());
    ServerSettings.of(settings);
    List<List<String>> rows = new ArrayList<>();
    for (Settings.Resolved resolved : settings.all()) {
      rows.add(List.of(resolved.setting().name(), resolved.text(), resolved.origin().shortText()));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        new TextTable(List.of("SETTING", "VALUE", "ORIGIN"), rows)
            .render(Terminal.width(Integer.MAX_VALUE)));
    out.flush();
    return 0;
  }
}
