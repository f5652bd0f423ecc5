package dev.headroom.cache;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.lang.System.Logger;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import org.jspecify.annotations.Nullable;

/**
 * Compression of payloads. The pure Java form of LZ4: neither a native library nor unsafe memory in
 * somebody else's process.
 *
 * <p>A stored form cannot make a reader allocate much more than was stored: its raw length is
 * capped, in all and by the ratio to what is there. The writer keeps to the same.
 */
final class Codec {

  static final int LEAST = 1_024;
  static final int MOST_RAW = 64 << 20;
  static final int LARGE = 64 << 10;

  private static final int MOST_RATIO = 4_096;
  private static final int ZSTD_LEVEL = 3;
  private static final LZ4Factory LZ4 = LZ4Factory.safeInstance();
  private static final Logger LOG = System.getLogger("dev.headroom.cache");
  private static volatile boolean zstdFailed;

  private Codec() {}

  /** A payload and the letter of its kind. */
  @SuppressWarnings("ArrayRecordComponent") // Bytes are passed on, not compared.
  record Coded(char kind, byte[] bytes) {}

  static Coded code(byte[] raw, Compression how) {
    Coded plain = new Coded(Header.JSON, raw);
    if (raw.length <= LEAST || how == Compression.NONE) {
      return plain;
    }
    boolean zstd = how == Compression.ZSTD || (how == Compression.AUTO && raw.length >= LARGE);
    Coded small = zstd && !zstdFailed ? zstd(raw) : lz4(raw);
    boolean kept =
        small != null
            && small.bytes().length <= raw.length - raw.length / 10
            && (long) small.bytes().length * MOST_RATIO >= raw.length;
    return kept && small != null ? small : plain;
  }

  private static Coded lz4(byte[] raw) {
    return new Coded(Header.LZ4, LZ4.fastCompressor().compress(raw));
  }

  private static @Nullable Coded zstd(byte[] raw) {
    try {
      return new Coded(Header.ZSTD, Zstd.compress(raw, ZSTD_LEVEL));
    } catch (LinkageError e) {
      cannotLoad(e);
      return lz4(raw);
    }
  }

  private static void cannotLoad(LinkageError e) {
    if (!zstdFailed) {
      zstdFailed = true;
      LOG.log(
          Logger.Level.WARNING,
          "cache: the native library of Zstandard cannot be loaded; large values are compressed"
              + " with LZ4, and those of other nodes are loaded anew",
          e);
    }
  }

  /** A compressed payload as JSON, or null if it is not whole or claims too much. */
  static byte @Nullable [] decode(Header header, byte[] stored) {
    int from = header.length();
    int length = stored.length - from;
    int raw = header.rawLength();
    if (raw > MOST_RAW || raw > (long) length * MOST_RATIO) {
      return null;
    }
    try {
      if (header.kind() == Header.LZ4) {
        byte[] out = new byte[raw];
        int written = LZ4.safeDecompressor().decompress(stored, from, length, out, 0);
        return written == raw ? out : null;
      }
      byte[] out = new byte[raw];
      long written = Zstd.decompressByteArray(out, 0, raw, stored, from, length);
      return written == raw ? out : null;
    } catch (LZ4Exception | ZstdException e) {
      return null;
    } catch (LinkageError e) {
      cannotLoad(e);
      return null;
    }
  }
}
