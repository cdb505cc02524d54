package io.carillon.common.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BrokenUtf8Test {
  /** Parts of characters of all four lengths. */
  private static final int[] BYTES = {
    'a', 0x7f, 0x80, 0xbf, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xed, 0xa0, 0xf0, 0x9f, 0x98, 0xfe, 0xff
  };

  @Test
  void bytesComeBackAndSortAsTheyWere() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 50_000; i++) {
      byte[] a = bytes(random);
      byte[] b = bytes(random);
      assertThat(BrokenUtf8.encode(BrokenUtf8.decode(a))).isEqualTo(a);
      assertThat(Integer.signum(Utf8Order.compare(BrokenUtf8.decode(a), BrokenUtf8.decode(b))))
          .as("%s and %s", Arrays.toString(a), Arrays.toString(b))
          .isEqualTo(Integer.signum(Arrays.compareUnsigned(a, b)));
    }
  }

  @Test
  void textStaysText() {
    String text = "é\uFFFD\uD83D\uDE00\uDBFF\uDCFF";
    assertThat(BrokenUtf8.decode(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
    assertThat(BrokenUtf8.isIn(text)).isFalse();
    assertThat(BrokenUtf8.isIn(broken(0xc5))).isTrue();
  }

  @Test
  void isQuotedAsEscapes() {
    assertThat(LabelQuoting.quote("a" + broken(0xc5, 0xed, 0xa0, 0x80) + "\uD83D\uDE00z"))
        .isEqualTo("\"a\\xc5\\xed\\xa0\\x80\uD83D\uDE00z\"");
  }

  @Test
  void isShownAsReplacementCharacters() {
    assertThat(BrokenUtf8.shown("a" + broken(0xc5, 0xff) + "\uD83D\uDE00"))
        .isEqualTo("a\uFFFD\uFFFD\uD83D\uDE00");
    assertThat(BrokenUtf8.shown("é")).isEqualTo("é");
  }

  @Test
  void matchesNoText() {
    Matcher matcher = Matcher.equal("a", broken(0xc5));
    assertThat(matcher.isUtf8()).isFalse();
    assertThat(matcher.matches("?")).isFalse();
    assertThat(matcher.matches("\uFFFD")).isFalse();
    assertThat(Matcher.equal(broken(0xc5), "").isUtf8()).isFalse();
    assertThat(Matcher.equal("a", "\uFFFD").isUtf8()).isTrue();
    assertThatThrownBy(() -> RegexMatcher.compile(broken(0xc5)))
        .hasMessage("error parsing regexp: invalid UTF-8: `" + broken(0xc5) + "`");
  }

  private static String broken(int... bytes) {
    byte[] narrow = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      narrow[i] = (byte) bytes[i];
    }
    return BrokenUtf8.decode(narrow);
  }

  private static byte[] bytes(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(6)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) BYTES[random.nextInt(BYTES.length)];
    }
    return bytes;
  }
}
