package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessUseTest {

  private static final int SIZE = 32 << 20;
  private static final int TIMES = 12;

  @TempDir Path folder;

  @Test
  @DisplayName("a file that is mapped twelve times is in memory once")
  void mapped() throws IOException {
    Path file = Files.write(folder.resolve("data"), new byte[SIZE]);
    double before = memory();
    List<MappedByteBuffer> maps = new ArrayList<>();
    long sum = 0;
    try (FileChannel channel = FileChannel.open(file)) {
      for (int i = 0; i < TIMES; i++) {
        MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_ONLY, 0, SIZE);
        for (int at = 0; at < SIZE; at += 4096) {
          sum += map.get(at);
        }
        maps.add(map);
      }
    }
    assertThat(sum).isZero();
    double grown = memory() - before;
    assertThat(maps).hasSize(TIMES);
    // Twelve times would be 402 MB; what else this process does meanwhile is far from that.
    assertThat(grown).isBetween(20.0, 200.0);
  }

  private static double memory() {
    ProcessUse use = new ProcessUse(ProcessHandle.current());
    use.look(0);
    use.look(1_000_000_000);
    return use.seen().memoryMb();
  }
}
