package dev.headroom.benchmarks;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A number in a file that all processes have mapped: the database, at no cost. */
final class SharedVersion {

  private static final VarHandle VERSION =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final MappedByteBuffer bytes;

  private SharedVersion(MappedByteBuffer bytes) {
    this.bytes = bytes;
  }

  static SharedVersion in(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new SharedVersion(channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES));
    }
  }

  long get() {
    return (long) VERSION.getVolatile(bytes, 0);
  }

  void set(long version) {
    VERSION.setVolatile(bytes, 0, version);
  }
}
