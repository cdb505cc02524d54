package io.carillon.ingester.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BlockPageTest {
  private final List<CarillonException> damages = new ArrayList<>();

  @Test
  void unpacksOnce() {
    byte[] raw = new byte[5000];
    Arrays.fill(raw, 7, 99, (byte) 3);
    BlockPage page = page(Zstd.compress(raw), raw.length);
    assertThat(page.bytes()).isEqualTo(raw).isSameAs(page.bytes());
    assertThat(page(Zstd.compress(new byte[0]), 0).bytes()).isEmpty();
    assertThat(damages).isEmpty();
  }

  @Test
  void whatIsNotPackedIsGivenAsItIs() {
    byte[] raw = {1, 2, 3};
    assertThat(new BlockPage(PageKind.VALUES, raw, false, 3, damages::add).bytes()).isSameAs(raw);
  }

  @Test
  void whatDoesNotUnpackIsCorruptionAndIsReported() {
    byte[] packed = Zstd.compress(new byte[100]);
    assertCorrupt(page(packed, 101));
    assertCorrupt(page(packed, 99));
    assertCorrupt(page(Arrays.copyOf(packed, 5), 100));
    assertCorrupt(page(new byte[9], 100));
    assertThat(damages).hasSize(4);
  }

  private BlockPage page(byte[] packed, int sizeBytes) {
    return new BlockPage(PageKind.VALUES, packed, true, sizeBytes, damages::add);
  }

  private static void assertCorrupt(BlockPage page) {
    assertThatThrownBy(page::bytes)
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION));
  }
}
