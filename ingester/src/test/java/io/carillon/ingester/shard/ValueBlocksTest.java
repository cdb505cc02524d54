package io.carillon.ingester.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ValueBlocksTest {
  private record Block(int number, int values, long seed) {}

  @Test
  void keepsBlocksApartWhateverIsAllocatedAndFreed() {
    Random random = new Random(3);
    List<Block> blocks = new ArrayList<>();
    long expectedBytes = 0;
    try (ValueBlocks arena = new ValueBlocks()) {
      for (int step = 0; step < 30_000; step++) {
        if (blocks.isEmpty() || random.nextInt(5) > (step / 3000) % 5) {
          int values = 1 + random.nextInt(1 << random.nextInt(step % 100 == 0 ? 14 : 8));
          blocks.add(filled(arena, Math.min(values, ValueBlocks.MAX_VALUES), step));
          expectedBytes += roomBytes(blocks.getLast());
        } else {
          Block freed = blocks.remove(random.nextInt(blocks.size()));
          requireSame(arena, freed);
          arena.free(freed.number(), freed.values());
          expectedBytes -= roomBytes(freed);
        }
        assertThat(arena.sizeBytes()).isEqualTo(expectedBytes);
      }
      blocks.forEach(block -> requireSame(arena, block));
    }
  }

  @Test
  void holdsGrownBlocksInTheRoomOfThoseThatWereOutgrown() {
    int series = 50_000;
    try (ValueBlocks arena = new ValueBlocks()) {
      int[] blocks = new int[series];
      for (int values = 4; values <= 16; values *= 2) {
        for (int i = 0; i < series; i++) {
          int outgrown = blocks[i];
          blocks[i] = arena.allocate(values);
          if (outgrown != 0) {
            arena.free(outgrown, values / 2);
          }
        }
      }
      assertThat(arena.sizeBytes()).isEqualTo(series * 16L * Long.BYTES);
      assertThat(arena.capacityBytes()).isLessThan(arena.sizeBytes() / 20 * 23);
    }
  }

  private static Block filled(ValueBlocks arena, int values, long seed) {
    Block block = new Block(arena.allocate(values), values, seed);
    for (int i = 0; i < values; i++) {
      arena.put(block.number(), i, seed << 32 | i);
    }
    return block;
  }

  private static void requireSame(ValueBlocks arena, Block block) {
    for (int i = 0; i < block.values(); i++) {
      if (arena.get(block.number(), i) != (block.seed() << 32 | i)) {
        throw new AssertionError("value " + i + " of " + block);
      }
    }
  }

  private static long roomBytes(Block block) {
    int room = 4;
    while (room < block.values()) {
      room *= 2;
    }
    return (long) room * Long.BYTES;
  }
}
