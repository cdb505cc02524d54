package io.carillon.ingester.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.carillon.common.bytes.ByteReader;
import io.carillon.common.bytes.ByteWriter;
import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.carillon.common.labels.Matcher;
import io.carillon.common.tenant.TenantId;
import io.carillon.ingester.file.ChecksummedFile;
import io.carillon.ingester.file.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is deleted but still in files. Thread-safe.
 *
 * <p>Body of the file: uvarint highest delete number ever given, uvarint count, {uvarint number,
 * tenant, varint min ms, varint max ms, uvarint matchers, {operator, name, value}*}*.
 */
final class Tombstones {
  /** "CARILTOM" in the order of the bytes. */
  private static final long MAGIC = 0x4d4f544c49524143L;

  private static final int LEVEL = 1;

  private final ChecksummedFile file;

  @GuardedBy("this")
  private long newestNumber;

  private volatile List<Tombstone> all = List.of();

  Tombstones(ChecksummedFile file) {
    this.file = file;
  }

  /** The file that holds them. */
  static ChecksummedFile file(FileStore files, Path path) {
    return new ChecksummedFile(files, path, MAGIC, LEVEL);
  }

  /**
   * Reads the file, if there is one.
   *
   * @param minNumber no number up to this is given again
   * @throws CarillonException with CORRUPTION when the file is damaged; numbers go on all the same
   */
  synchronized void load(long minNumber) throws IOException {
    newestNumber = minNumber;
    ByteReader in = file.read();
    if (in == null) {
      return;
    }
    newestNumber = Math.max(minNumber, in.readUvarint());
    List<Tombstone> read = new ArrayList<>();
    for (int left = in.readCount(5); left > 0; left--) {
      long number = in.readUvarint();
      TenantId tenant = new TenantId(in.readString());
      long minMs = in.readVarint();
      long maxMs = in.readVarint();
      read.add(new Tombstone(number, tenant, matchers(in), minMs, maxMs));
    }
    all = List.copyOf(read);
  }

  private static List<Matcher> matchers(ByteReader in) {
    List<Matcher> matchers = new ArrayList<>();
    for (int left = in.readCount(3); left > 0; left--) {
      matchers.add(Matcher.of(type(in.readString()), in.readString(), in.readString()));
    }
    return matchers;
  }

  private static Matcher.Type type(String operator) {
    for (Matcher.Type type : Matcher.Type.values()) {
      if (type.operator().equals(operator)) {
        return type;
      }
    }
    throw new CarillonException(ErrorCode.CORRUPTION, "tombstone: unknown matcher " + operator);
  }

  /** A snapshot, by number. */
  List<Tombstone> all() {
    return all;
  }

  /** The highest number that was given; 0 when none was. */
  synchronized long newestNumber() {
    return newestNumber;
  }

  /** Adds a tombstone of a new number. It is durable, and counts, when this returns. */
  synchronized Tombstone add(TenantId tenant, List<Matcher> matchers, long minMs, long maxMs)
      throws IOException {
    Tombstone added = new Tombstone(newestNumber + 1, tenant, matchers, minMs, maxMs);
    List<Tombstone> next = new ArrayList<>(all);
    next.add(added);
    // Also when this fails the file may say it: what is written from here on must be above it.
    newestNumber = added.number();
    write(added.number(), next);
    all = List.copyOf(next);
    return added;
  }

  /** Forgets tombstones that mask nothing any more. */
  synchronized void retain(List<BlockMeta> files) throws IOException {
    List<Tombstone> kept = new ArrayList<>(all);
    kept.removeIf(tombstone -> files.stream().noneMatch(tombstone::masks));
    if (kept.size() < all.size()) {
      write(newestNumber, kept);
      all = List.copyOf(kept);
    }
  }

  private void write(long number, List<Tombstone> tombstones) throws IOException {
    ByteWriter out = new ByteWriter(256).putUvarint(number).putUvarint(tombstones.size());
    for (Tombstone tombstone : tombstones) {
      out.putUvarint(tombstone.number()).putString(tombstone.tenant().value());
      out.putVarint(tombstone.minMs()).putVarint(tombstone.maxMs());
      out.putUvarint(tombstone.matchers().size());
      for (Matcher matcher : tombstone.matchers()) {
        out.putString(matcher.type().operator());
        out.putString(matcher.name()).putString(matcher.value());
      }
    }
    file.write(out);
  }
}
