package io.carillon.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.deploy.quality.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code deploy/carillon}, with stand-ins for Java and Maven. */
@Timeout(30)
final class LauncherTest {
  @TempDir Path folder;
  private Path launcher = Path.of("");
  private Path jar = Path.of("");

  @BeforeEach
  void copyLauncher() throws IOException {
    String script = Files.readString(Repository.root().resolve("deploy").resolve("carillon"));
    // The machine's own Javas and Maven must not be found.
    launcher =
        executable(
            folder.resolve("deploy/carillon"),
            script.replaceAll("(?<= )/(usr/lib/jvm|opt|Library)/", folder + "/jvms/"));
    jar = folder.resolve("deploy/target/carillon.jar");
  }

  private static Path executable(Path path, String script) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, script);
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path java(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    executable(home.resolve("bin/java"), "#!/bin/sh\nfor a in \"$@\"; do echo \"$a\"; done\n");
    executable(home.resolve("bin/javac"), "#!/bin/sh\n");
    Files.writeString(home.resolve("release"), "X=1\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private record Ended(int exitCode, String output) {}

  private Ended run(Path script, Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", stubs(), "HOME", folder.resolve("x").toString()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }

  /** A PATH with the usual tools, but no Java and no Maven. */
  private String stubs() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (String tool :
        List.of("dirname", "readlink", "sed", "head", "mktemp", "mv", "rm", "sleep")) {
      executable(bin.resolve(tool), "#!/bin/sh\nPATH=/usr/bin:/bin exec " + tool + " \"$@\"\n");
    }
    return bin.toString();
  }

  private void jarExists() throws IOException {
    Files.createDirectories(jar.getParent());
    Files.createFile(jar);
  }

  @Test
  void becomesTheJavaOfJavaHome() throws Exception {
    jarExists();
    Map<String, String> environment =
        Map.of(
            "JAVA_HOME",
            java("my java", "25.0.1").toString(),
            "CARILLON_JAVA_OPTS",
            "-Xmx1g -Da=b");
    Ended ended = run(launcher, environment, "query", "sum(up) by (job)", "");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.output().lines())
        .contains("@" + launcher.toRealPath().resolveSibling("jvm.options"), "-Xmx1g", "-Da=b")
        .containsSubsequence("-jar", jar.toRealPath().toString(), "query", "sum(up) by (job)", "");
  }

  @Test
  void usesCachedClassesOfThisBuildOnly() throws Exception {
    java("jvms/jdk-25", "25");
    jarExists();
    Path cache = Files.createFile(jar.resolveSibling("carillon.aot"));
    Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));
    String flag = "-XX:AOTCache=" + cache.toRealPath();
    assertThat(run(launcher, Map.of(), "version").output().lines()).contains(flag);
    Path library = jar.resolveSibling("lib").resolve("carillon-common.jar");
    Files.createDirectories(library.getParent());
    Files.createFile(library);
    Files.setLastModifiedTime(cache, FileTime.fromMillis(2_000_000));
    assertThat(run(launcher, Map.of(), "version").output().lines()).doesNotContain(flag);
    Files.setLastModifiedTime(library, FileTime.fromMillis(1_000_000));
    assertThat(run(launcher, Map.of(), "version").output().lines()).contains(flag);
    Files.setLastModifiedTime(cache, FileTime.fromMillis(1_000));
    assertThat(run(launcher, Map.of(), "version").output().lines()).doesNotContain(flag);
  }

  @Test
  void triesOnceToMakeACacheForServers() throws Exception {
    java("jvms/jdk-25", "25");
    jarExists();
    String preparing = "preparing fast starts";
    assertThat(run(launcher, Map.of(), "version").output()).doesNotContain(preparing);
    assertThat(run(launcher, Map.of(), "--log-level=debug").output()).contains(preparing);
    assertThat(run(launcher, Map.of(), "server").output()).doesNotContain(preparing);
  }

  @Test
  void worksThroughLinksFromAnywhere() throws Exception {
    jarExists();
    java("jvms/jdk-25", "25");
    Path absolute = Files.createSymbolicLink(folder.resolve("link"), launcher);
    Path relative = Files.createSymbolicLink(folder.resolve("bin2"), Path.of("link"));
    assertThat(run(relative, Map.of(), "version").output().lines())
        .contains(jar.toRealPath().toString());
    assertThat(run(absolute, Map.of(), "version").exitCode()).isZero();
  }

  @Test
  void prefersANewEnoughJavaOverAnOldJavaHome() throws Exception {
    jarExists();
    java("jvms/jdk-26", "26-ea");
    Map<String, String> environment = Map.of("JAVA_HOME", java("old", "17.0.15").toString());
    assertThat(run(launcher, environment, "version").exitCode()).isZero();
  }

  @Test
  void saysWhichJavasAreTooOldAndWhereToGetOne() throws Exception {
    jarExists();
    Path old = java("jvms/jdk-17", "17.0.15");
    Ended ended = run(launcher, Map.of(), "version");
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.output())
        .contains("needs Java 25 or later, found", "Java 17 in " + old, "https://adoptium.net");
  }

  @Test
  void asksAJavaWithoutReleaseFile() throws Exception {
    jarExists();
    Path home = folder.resolve("plain");
    executable(
        home.resolve("bin/java"),
        "#!/bin/sh\n[ \"$1\" != -version ] || echo 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
    Ended ended = run(launcher, Map.of("JAVA_HOME", home.toString()));
    assertThat(ended.output()).contains("Java 11 in " + home);
  }

  @Test
  void buildsWhenTheJarIsMissing() throws Exception {
    java("jvms/jdk-25", "25");
    executable(
        folder.resolve("mvn/mvn"),
        """
        #!/bin/sh
        echo "[INFO] Building Carillon deploy 0.1"
        echo "[INFO] Building jar: x"
        PATH=/usr/bin:/bin
        mkdir -p deploy/target && touch deploy/target/carillon.jar
        """);
    Ended ended = run(launcher, Map.of("PATH", stubs() + ":" + folder.resolve("mvn")), "version");
    assertThat(ended.output())
        .contains("is missing; building it", "carillon: Building Carillon deploy 0.1", "version")
        .doesNotContain("Building jar");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void saysWhyItCannotBuild() throws Exception {
    java("jvms/jdk-25", "25");
    Ended noMaven = run(launcher, Map.of(), "version");
    assertThat(noMaven.exitCode()).isEqualTo(1);
    assertThat(noMaven.output()).contains("install Maven");
    executable(folder.resolve("mvn/mvn"), "#!/bin/sh\necho '[ERROR] no such class'\nexit 1\n");
    Ended failed = run(launcher, Map.of("PATH", stubs() + ":" + folder.resolve("mvn")), "version");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.output()).contains("[ERROR] no such class", "the build failed");
  }
}
