package io.carillon.common.column;

import java.util.Arrays;

/**
 * How often symbols come, and the states of an entropy coder (tANS) that follow from it. Symbols
 * are coded from the last to the first and read from the first on: a state tells the symbol, and
 * with a few bits the state of the next one.
 *
 * <pre>
 * symbols  7 bits: number of the highest symbol
 * weights  of each symbol up to that, a Rice code with 2 low bits: zigzag difference from the
 *          weight before, at first from 31
 * </pre>
 *
 * A weight is 0 for a symbol that does not come, and otherwise about three times the logarithm to
 * base 2 of how often it does.
 */
final class SymbolTable {
  /** Symbols are below. */
  static final int SYMBOLS = AdaptivePacking.FAR + Long.SIZE + 1;

  private static final int SYMBOL_BITS = 7;
  private static final int LENGTH_BITS = 4;
  private static final int MAX_WEIGHT = 31;
  private static final int WEIGHTS_PER_BIT = 3;
  private static final int WEIGHT_LOW_BITS = 2;

  /** How often a symbol of a weight comes, in proportion. */
  private static final int[] SHARES = new int[MAX_WEIGHT + 1];

  static {
    for (int weight = 1; weight <= MAX_WEIGHT; weight++) {
      SHARES[weight] =
          (int) Math.round(4 * StrictMath.pow(2, (weight - 1) / (double) WEIGHTS_PER_BIT));
    }
  }

  private final int stateBits;
  private final int[] weights;
  private final int symbolCount;

  /** States of each symbol; they are as many as there are states. */
  private final int[] frequencies;

  private SymbolTable(int stateBits, int[] weights, int symbolCount) {
    this.stateBits = stateBits;
    this.weights = weights;
    this.symbolCount = symbolCount;
    this.frequencies = frequencies(1 << stateBits, weights, symbolCount);
  }

  /** Bits of a state among so many symbols; more states cost time, fewer cost space. */
  static int stateBits(int count) {
    return count < 1024 ? 8 : 9;
  }

  /** A table for a number of times of each symbol, at least one of them above 0. */
  static SymbolTable of(int stateBits, int[] times) {
    int most = 0;
    int symbolCount = 0;
    for (int symbol = 0; symbol < times.length; symbol++) {
      most = Math.max(most, times[symbol]);
      symbolCount = times[symbol] > 0 ? symbol + 1 : symbolCount;
    }
    int[] weights = new int[symbolCount];
    for (int symbol = 0; symbol < symbolCount; symbol++) {
      if (times[symbol] > 0) {
        double bits = PackingChoice.log2(most) - PackingChoice.log2(times[symbol]);
        weights[symbol] = Math.max(1, MAX_WEIGHT - (int) Math.round(WEIGHTS_PER_BIT * bits));
      }
    }
    return new SymbolTable(stateBits, weights, symbolCount);
  }

  private static int[] frequencies(int states, int[] weights, int symbolCount) {
    long shares = 0;
    for (int symbol = 0; symbol < symbolCount; symbol++) {
      shares += SHARES[weights[symbol]];
    }
    if (shares == 0) {
      throw ColumnCodec.corrupt("no symbols");
    }
    int[] frequencies = new int[symbolCount];
    int left = states;
    for (int symbol = 0; symbol < symbolCount; symbol++) {
      if (weights[symbol] > 0) {
        long share = SHARES[weights[symbol]];
        frequencies[symbol] = (int) Math.max(1, (2 * share * states + shares) / (2 * shares));
        left -= frequencies[symbol];
      }
    }
    for (; left != 0; left -= Integer.signum(left)) {
      frequencies[indexOfLargest(frequencies)] += Integer.signum(left);
    }
    return frequencies;
  }

  private static int indexOfLargest(int[] numbers) {
    int largest = 0;
    for (int i = 1; i < numbers.length; i++) {
      largest = numbers[i] > numbers[largest] ? i : largest;
    }
    return largest;
  }

  /** Appends the weights. */
  void write(BitPacker out) {
    out.put(symbolCount - 1, SYMBOL_BITS);
    int previous = MAX_WEIGHT;
    for (int weight : weights) {
      int difference = weight - previous;
      out.putRice((difference << 1) ^ (difference >> 31), WEIGHT_LOW_BITS);
      previous = weight;
    }
  }

  /** Reads what {@link #write} wrote. */
  static SymbolTable read(int stateBits, BitReader in) {
    int symbolCount = (int) in.read(SYMBOL_BITS) + 1;
    if (symbolCount > SYMBOLS) {
      throw ColumnCodec.corrupt("a symbol of " + (symbolCount - 1));
    }
    int[] weights = new int[symbolCount];
    int previous = MAX_WEIGHT;
    for (int symbol = 0; symbol < symbolCount; symbol++) {
      int zigzag = (int) in.readRice(WEIGHT_LOW_BITS);
      previous += (zigzag >>> 1) ^ -(zigzag & 1);
      if (previous < 0 || previous > MAX_WEIGHT) {
        throw ColumnCodec.corrupt("a weight of " + previous);
      }
      weights[symbol] = previous;
    }
    return new SymbolTable(stateBits, weights, symbolCount);
  }

  /** The symbol of each state: those of a symbol lie far from each other. */
  private byte[] spread() {
    int states = 1 << stateBits;
    byte[] symbols = new byte[states];
    int step = (states >> 1) + (states >> 3) + 3;
    int state = 0;
    for (int symbol = 0; symbol < symbolCount; symbol++) {
      for (int i = 0; i < frequencies[symbol]; i++) {
        symbols[state] = (byte) symbol;
        state = (state + step) & (states - 1);
      }
    }
    return symbols;
  }

  /** For each state what {@link #symbol}, {@link #length} and {@link #base} take apart. */
  int[] states() {
    byte[] symbols = spread();
    int[] next = Arrays.copyOf(frequencies, symbolCount);
    int[] states = new int[symbols.length];
    for (int state = 0; state < states.length; state++) {
      int symbol = symbols[state];
      int number = next[symbol]++;
      int length = stateBits - (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(number));
      int base = (number << length) - states.length;
      states[state] = (base << LENGTH_BITS | length) << SYMBOL_BITS | symbol;
    }
    return states;
  }

  /** The symbol of a state. */
  static int symbol(int state) {
    return state & ((1 << SYMBOL_BITS) - 1);
  }

  /** How many bits the next state takes. */
  static int length(int state) {
    return (state >>> SYMBOL_BITS) & ((1 << LENGTH_BITS) - 1);
  }

  /** What these bits are added to. */
  static int base(int state) {
    return state >>> (SYMBOL_BITS + LENGTH_BITS);
  }

  /**
   * Codes symbols, so that the state after the last one is 0.
   *
   * @param target gets the bits that follow each symbol, as {@code bits << 4 | number of bits}
   * @return the first state
   */
  int encode(byte[] symbols, int count, int[] target) {
    int states = 1 << stateBits;
    int[] first = new int[symbolCount];
    int[] next = new int[symbolCount];
    int total = 0;
    for (int symbol = 0; symbol < symbolCount; symbol++) {
      next[symbol] = total;
      first[symbol] = total - frequencies[symbol];
      total += frequencies[symbol];
    }
    int[] stateOf = new int[states];
    byte[] spread = spread();
    for (int state = 0; state < states; state++) {
      stateOf[next[spread[state]]++] = states + state;
    }
    int state = states;
    for (int i = count - 1; i >= 0; i--) {
      int symbol = symbols[i];
      int frequency = frequencies[symbol];
      int length = stateBits - (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(frequency));
      length -= (state >> length) < frequency ? 1 : 0;
      target[i] = (state & ((1 << length) - 1)) << LENGTH_BITS | length;
      state = stateOf[first[symbol] + (state >> length)];
    }
    return state - states;
  }
}
