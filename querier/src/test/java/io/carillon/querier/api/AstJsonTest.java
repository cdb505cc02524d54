package io.carillon.querier.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.querier.parser.PromqlParser;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AstJsonTest {
  @Test
  void writesTreesAsPrometheusDoes() throws IOException {
    List<String> lines = GoFloatTest.table("parse-query.txt");
    for (int i = 0; i < lines.size(); i += 2) {
      String query = lines.get(i);
      assertThat(PromJsonTest.text(json -> AstJson.write(json, PromqlParser.parse(query))))
          .as(query)
          .isEqualTo(lines.get(i + 1));
    }
  }
}
