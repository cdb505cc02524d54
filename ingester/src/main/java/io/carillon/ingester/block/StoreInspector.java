package io.carillon.ingester.block;

import io.carillon.common.error.CarillonException;
import io.carillon.ingester.file.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what a store says about its files from outside of it. Damage is a {@link
 * CarillonException} with CORRUPTION, another format level one with FAILED_PRECONDITION.
 * Thread-safe.
 */
public final class StoreInspector {
  private final FileStore files;
  private final Path manifestPath;

  /**
   * For a store.
   *
   * @param manifestPath where its manifest is; the tombstones are beside it
   */
  public StoreInspector(FileStore files, Path manifestPath) {
    this.files = files;
    this.manifestPath = manifestPath;
  }

  /**
   * What a manifest says.
   *
   * @param cuts for each shard the first LSN that is not sealed
   * @param nextNumber above all numbers of files in use
   * @param blocks the files that count
   */
  public record Catalog(List<Long> cuts, long nextNumber, List<BlockMeta> blocks) {}

  /** The manifest; null when there is none. */
  public @Nullable Catalog catalog() throws IOException {
    Manifest manifest = Manifest.read(Manifest.file(files, manifestPath));
    return manifest == null
        ? null
        : new Catalog(manifest.cuts(), manifest.nextNumber(), manifest.blocks());
  }

  /** The tombstones, by number; none when there is no file of them. */
  public List<Tombstone> tombstones() throws IOException {
    Tombstones tombstones =
        new Tombstones(Tombstones.file(files, manifestPath.resolveSibling("TOMBSTONES")));
    tombstones.load(0);
    return tombstones.all();
  }
}
