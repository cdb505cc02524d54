package io.carillon.ingester.block;

import static org.assertj.core.api.Assertions.assertThat;

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

  private static BlockPage page(int sizeBytes) {
    return new BlockPage(PageKind.VALUES, new byte[0], true, sizeBytes, _ -> {});
  }
}
