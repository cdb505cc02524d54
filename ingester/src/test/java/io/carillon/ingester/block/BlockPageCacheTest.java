package io.carillon.ingester.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.bytes.ByteReader;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class BlockPageCacheTest {
  private final BlockPageCache cache = new BlockPageCache(3000);

  @Test
  void letsGoWhatWasLongestUnused() {
    cache.add(1, 16, page(1000));
    cache.add(1, 99, page(1000));
    BlockPage first = cache.find(1, 16);
    cache.add(2, 16, page(1000));
    assertThat(cache.find(1, 16)).isNotNull().isSameAs(first);
    assertThat(cache.find(1, 99)).isNull();
    assertThat(cache.find(2, 16)).isNotNull();
  }

  @Test
  void aPageThatIsThereStays() {
    cache.add(1, 16, page(1000));
    BlockPage first = cache.find(1, 16);
    for (int i = 0; i < 9; i++) {
      cache.add(1, 16, page(1000));
    }
    assertThat(cache.find(1, 16)).isSameAs(first);
  }

  @Test
  void aBlockThatIsNoMoreMakesRoom() {
    cache.add(1, 16, page(1000));
    cache.add(2, 16, page(1000));
    cache.removeBlock(1);
    assertThat(cache.find(1, 16)).isNull();
    cache.add(3, 16, page(1000));
    assertThat(cache.find(2, 16)).isNotNull();
    assertThat(cache.find(3, 16)).isNotNull();
  }

  @Test
  void whatIsLargerThanTheCacheIsNotKept() {
    cache.add(1, 16, page(3000));
    assertThat(cache.find(1, 16)).isNull();
    cache.add(1, 16, page(1000));
    assertThat(cache.find(1, 16)).isNotNull();
  }

  @Test
  void pagesUnpackOnce() {
    byte[] raw = new byte[5000];
    Arrays.fill(raw, 7, 99, (byte) 3);
    BlockPage page = new BlockPage(deflated(raw), raw.length);
    assertThat(page.bytes()).isEqualTo(raw).isSameAs(page.bytes());
    assertThat(new BlockPage(deflated(new byte[0]), 0).bytes()).isEmpty();
  }

  @Test
  void whatDoesNotUnpackIsCorruption() {
    byte[] packed = deflated(new byte[100]);
    assertCorrupt(new BlockPage(packed, 101));
    assertCorrupt(new BlockPage(Arrays.copyOf(packed, 5), 100));
    assertCorrupt(new BlockPage(new byte[9], 100));
  }

  private static void assertCorrupt(BlockPage page) {
    assertThatThrownBy(page::bytes)
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPTION));
  }

  private static BlockPage page(int sizeBytes) {
    return new BlockPage(new byte[0], sizeBytes);
  }

  private static byte[] deflated(byte[] raw) {
    ByteReader page = new ByteReader(BlockFormat.packPage(raw, raw.length));
    page.readBytes(BlockFormat.PAGE_HEADER_BYTES);
    return page.readBytes(page.remaining());
  }
}
