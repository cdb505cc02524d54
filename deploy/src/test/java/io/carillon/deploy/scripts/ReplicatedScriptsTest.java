package io.carillon.deploy.scripts;

import io.carillon.querier.promqltest.ScriptTests;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** All scripts over three ingesters: what is stored, merged and read gives the same answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReplicatedScriptsTest {
  private ReplicatedStorage storage;

  @BeforeAll
  void open(@TempDir Path folder) {
    storage = new ReplicatedStorage(folder);
  }

  @AfterAll
  void close() {
    storage.close();
  }

  @TestFactory
  Stream<DynamicNode> scripts() {
    return new ScriptTests(() -> storage).all();
  }
}
