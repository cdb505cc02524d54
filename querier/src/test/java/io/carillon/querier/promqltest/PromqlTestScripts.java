package io.carillon.querier.promqltest;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** All scripts over series in memory. */
class PromqlTestScripts {
  @TestFactory
  Stream<DynamicNode> scripts() {
    return new ScriptTests(MemorySource::new).all();
  }
}
