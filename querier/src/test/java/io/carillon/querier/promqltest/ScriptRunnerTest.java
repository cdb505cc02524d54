package io.carillon.querier.promqltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That the oracle says no: each script in here claims one wrong thing about this data. */
class ScriptRunnerTest {
  private static final String DATA =
      """
      load 1m
        m{a="1"} 1 2 3 _ stale 5
        m{a="2"} 10+10x5
        counts_total 0+60x9
        h {{schema:0 sum:3 count:3 buckets:[1 2]}}+{{sum:3 count:3 buckets:[1 2]}}x5

      """;

  private static void run(String script) {
    ScriptRunner runner = new ScriptRunner(new MemorySource());
    ScriptParser.parse(DATA + script).forEach(runner::run);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eval instant at 1m m\n {__name__=\"m\", a=\"1\"} 2\n m{a=\"2\"} 20.00001\n",
        "EVAL instant at 4m m\n m{a=\"2\"} 50\n",
        "eval instant at 1m 2 ^ 3\n 8\n",
        "eval instant at 1m vector(010)\n {} 8\n",
        "eval instant at 1m 'é\\n'\n expect string \"é\\n\"\n",
        "eval range from 0 to 5m step 1m m{a=\"1\"}\n m{a=\"1\"} 1 2 3 3 _ 5\n",
        "eval range from 0 to 2m step 1m 7\n {} 7 7 7\n",
        """
        eval instant at 2m m{a="1"}[2m]
         expect range vector from 1m to 2m step 1m
         m{a="1"} 2 3
        """,
        "eval instant at 1m sort_desc(m)\n expect ordered\n m{a=\"2\"} 20\n m{a=\"1\"} 2\n",
        "eval_ordered instant at 1m sort(m)\n m{a=\"1\"} 2\n m{a=\"2\"} 20\n",
        """
        eval_fail instant at 1m label_join(m, "", "")
         expected_fail_regexp invalid destination label name in label_join.*
        """,
        "eval instant at 1m m +\n expect fail regex:unexpected end of .*\n",
        "eval_fail instant at 1m m{\n",
        """
        eval instant at 5m rate(m{a="2"}[2m])
         expect info regex:metric might not be a counter
         expect no_warn
         {a="2"} 0.16666666
        """,
        "eval_info instant at 5m rate(m{a=\"2\"}[2m])\n {a=\"2\"} 0.16666666\n",
        "eval_warn instant at 1m quantile(2, m)\n {} Inf\n",
        "eval instant at 1m h\n h {{schema:0 sum:6 count:6 buckets:[2 4]}}\n",
        """
        eval instant at 1m h
         h {{schema:0 sum:6 count:6 buckets:[2 4] counter_reset_hint:not_reset}}
        """,
        "clear\neval instant at 1m m\n",
        "load 1m\n m{a=\"1\"} _x6 7\n\neval instant at 6m m{a=\"1\"}\n m{a=\"1\"} 7\n",
      })
  void acceptsWhatIsRight(String script) {
    run(script);
    assertThat(ScriptParser.parse(script)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eval instant at 1m m\n m{a=\"1\"} 2\n m{a=\"2\"} 20.0001\n",
        "eval instant at 1m m\n m{a=\"1\"} 2\n",
        "eval instant at 1m m\n m{a=\"1\"} 2\n m{a=\"2\"} 20\n m{a=\"3\"} 20\n",
        "eval instant at 1m m\n {a=\"1\"} 2\n {a=\"2\"} 20\n",
        "eval instant at 1m m\n 2\n",
        "eval instant at 1m 1\n",
        "eval instant at 1m 1\n {} 1\n",
        "eval instant at 1m 1\n 2\n",
        "eval instant at 1m vector(1)\n 1\n",
        "eval instant at 1m 'a'\n expect string 'b'\n",
        "eval instant at 1m 'a'\n",
        "eval instant at 1m 1\n expect string '1'\n",
        "eval instant at 1m absent(m)\n expect string '1'\n",
        "eval range from 0 to 5m step 1m m{a=\"1\"}\n m{a=\"1\"} 1 2 3 3 3 5\n",
        "eval range from 0 to 5m step 1m m{a=\"1\"}\n m{a=\"1\"} 1 2 3 _ _ 5\n",
        "eval range from 0 to 5m step 1m m{a=\"1\"}\n m{a=\"1\"} 1 2 3 3\n",
        "eval range from 0 to 2m step 1m 7\n {} 7 7\n",
        "eval range from 0 to 2m step 1m 7\n 7\n",
        "eval instant at 2m m{a=\"1\"}[2m]\n m{a=\"1\"} 3\n",
        """
        eval instant at 2m m{a="1"}
         expect range vector from 2m to 2m step 1m
         m{a="1"} 3
        """,
        """
        eval instant at 2m m{a="1"}[2m]
         expect range vector from 0 to 2m step 1m
         m{a="1"} 1 2 3
        """,
        "eval instant at 1m sort_desc(m)\n expect ordered\n m{a=\"1\"} 2\n m{a=\"2\"} 20\n",
        "eval instant at 1m m\n expect fail\n",
        "eval_fail instant at 1m m\n",
        "eval instant at 1m m +\n",
        "eval instant at 1m m +\n expect fail msg:unexpected end\n",
        "eval instant at 1m m +\n expect fail regex:unexpected start\n",
        "eval_fail instant at 1m m +\n expected_fail_message unexpected end\n",
        "eval_fail instant at 1m m +\n expected_fail_regexp unexpected start\n",
        "eval instant at 1m quantile(2, m)\n expect no_warn\n {} Inf\n",
        "eval instant at 1m quantile(2, m)\n expect warn msg:something\n {} Inf\n",
        "eval instant at 1m quantile(2, m)\n expect warn regex:something\n {} Inf\n",
        "eval instant at 1m quantile(2, m) + quantile(3, m)\n expect warn regex:got 2\n {} Inf\n",
        "eval instant at 1m quantile(1, m)\n expect warn\n {} 20\n",
        "eval_warn instant at 1m quantile(1, m)\n {} 20\n",
        "eval_info instant at 5m rate(counts_total[2m])\n {} 1\n",
        "eval instant at 5m rate(m{a=\"2\"}[2m])\n expect no_info\n {a=\"2\"} 0.16666666\n",
        "eval instant at 1m h\n h {{schema:0 sum:6 count:6 buckets:[2 5]}}\n",
        "eval instant at 1m h\n h {{schema:0 sum:6 count:6 buckets:[2 4] offset:1}}\n",
        "eval instant at 1m h\n h {{schema:1 sum:6 count:6 buckets:[2 4]}}\n",
        "eval instant at 1m h\n h {{schema:0 sum:7 count:6 buckets:[2 4]}}\n",
        "eval instant at 1m h\n h {{schema:0 sum:6 count:6 z_bucket_w:1 buckets:[2 4]}}\n",
        "eval instant at 1m h\n h {{schema:0 sum:6 count:6 z_bucket:1 buckets:[2 4]}}\n",
        "eval instant at 1m h\n h {{schema:0 sum:6 count:6 buckets:[2 4] n_buckets:[1]}}\n",
        """
        eval instant at 1m h
         h {{schema:0 sum:6 count:6 buckets:[2 4] counter_reset_hint:gauge}}
        """,
        "eval instant at 1m h\n h 6\n",
        "clear\neval instant at 1m m\n m{a=\"1\"} 2\n m{a=\"2\"} 20\n",
      })
  void refusesWhatIsWrong(String script) {
    assertThatThrownBy(() -> run(script)).isInstanceOf(AssertionError.class);
  }

  /** What is claimed holds as it is written; a fixed time moves what the note points to. */
  @Test
  void judgesTheHiddenRunsToo() {
    String script =
        """
        eval instant at 2m m + on (a) quantile by (a) (2, m)
          expect warn msg:PromQL warning: quantile value should be between 0 and 1, got 2 (1:29)
          {a="1"} Inf
          {a="2"} Inf
        """;

    assertThatThrownBy(() -> run(script))
        .isInstanceOf(AssertionError.class)
        .hasMessageEndingWith("got 2 (1:39)]");
  }

  static Stream<String> noScripts() {
    return Stream.of(
        "ignore\n",
        "clearance\n",
        "load\n",
        "load 5\n",
        "load 1m\n m{a=~\"b\"} 1\n",
        "load 1m\n m{a=\"b\" 1\n",
        "load 1m\n m 1+1\n",
        "load 1m\n m 1x\n",
        "load 1m\n m one\n",
        "load 1m\n m {{sum:1 sum:2}}\n",
        "load 1m\n m {{summe:1}}\n",
        "load 1m\n m {{sum:1}\n",
        "load 1m\n m {{count:x}}\n",
        "load 1m\n m@st -1m\n",
        "load 1m\n m@st -1mx2\n m 1 2\n",
        "load 1m\n m@st -1m\n n 1\n",
        "load 1m\n m@st soon\n m 1\n",
        "eval\n",
        "eval later at 1m m\n",
        "eval instant at noon m\n",
        "eval range from 0 to 1m m\n",
        "eval instant at 1m m\n m 1 2\n",
        "eval instant at 1m m\n m _\n",
        "eval instant at 1m m\n expect nothing\n",
        "eval instant at 1m m\n expect warn\n expect no_warn\n",
        "eval instant at 1m m\n expect info\n expect no_info\n",
        "eval instant at 1m m\n expected_fail_message x\n",
        "eval instant at 1m m\n expect string x\n",
        "eval range from 0 to 1m step 1m m\n expect ordered\n",
        "eval range from 0 to 1m step 1m m\n expect range vector from 0 to 1m step 1m\n");
  }

  @ParameterizedTest
  @MethodSource("noScripts")
  void refusesWhatIsNoScript(String script) {
    assertThatThrownBy(() -> ScriptParser.parse(script))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line ");
  }
}
