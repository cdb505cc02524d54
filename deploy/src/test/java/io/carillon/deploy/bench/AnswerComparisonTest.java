package io.carillon.deploy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class AnswerComparisonTest {
  @Test
  void orderOfSeriesAndRoundingAreNoDifference() throws IOException {
    AnswerComparison comparison =
        AnswerComparison.of(
            answer("{'metric':{'a':'1','b':'2'},'values':[[10,'0.1'],[20,'NaN']]}", series("y")),
            answer(
                series("y"),
                "{'metric':{'b':'2','a':'1'},'values':[[10,'0.10000000000001'],[20,'NaN']]}"));
    assertThat(comparison).isEqualTo(new AnswerComparison(3, 0, ""));
  }

  @Test
  void missingPointsSeriesAndOtherValuesAreCounted() throws IOException {
    AnswerComparison comparison =
        AnswerComparison.of(
            answer("{'metric':{'a':'1'},'values':[[10,'1'],[20,'2'],[30,'+Inf']]}", series("y")),
            answer("{'metric':{'a':'1'},'values':[[10,'1.0001'],[30,'-Inf'],[40,'4']]}"));
    assertThat(comparison.points()).isEqualTo(5);
    assertThat(comparison.differing()).isEqualTo(5);
    assertThat(comparison.first()).isEqualTo("{__name__=y} at 10: 1, theirs null");
  }

  private static String series(String name) {
    return "{'metric':{'__name__':'" + name + "'},'values':[[10,'1']]}";
  }

  private static byte[] answer(String... series) {
    String json = "{'status':'success','data':{'result':[" + String.join(",", series) + "]}}";
    return json.replace('\'', '"').getBytes(UTF_8);
  }
}
