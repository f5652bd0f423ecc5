package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {

  @TempDir Path folder;

  private void wrk(String name, int bad) throws IOException {
    Files.writeString(
        folder.resolve(name),
        """
          Thread Stats   Avg      Stdev     Max   +/- Stdev
            Latency     2.00ms    1.00ms   9.00ms   80.00%
          Latency Distribution
             50%    1.80ms
             99%    6.00ms
          10000 requests in 10.00s, 1.00MB read
          Non-2xx or 3xx responses: BAD
        Requests/sec:   1000.00
        """
            .replace("BAD", Integer.toString(bad)));
  }

  @Test
  @DisplayName(
      "compare ends with 0 when nothing is worse, 1 when more requests fail, 2 for what is no run")
  void codes() throws IOException {
    wrk("old.txt", 0);
    wrk("new.txt", 0);
    wrk("failing.txt", 4_000);
    Ran same = Ran.in(folder, "compare", "old.txt", "new.txt", "--json", "c.json");
    assertThat(same.code()).as(same.toString()).isZero();
    assertThat(same.out()).contains("p99", "6.00 ms", "one figure a run");
    assertThat(folder.resolve("c.json")).isNotEmptyFile();
    Ran worse = Ran.in(folder, "compare", "old.txt", "failing.txt");
    assertThat(worse.code()).isEqualTo(1);
    assertThat(worse.out()).contains("4000 of 10000 after: worse");
    assertThat(Ran.in(folder, "compare", "failing.txt", "old.txt").code()).isZero();
    Ran none = Ran.in(folder, "compare", "old.txt", "none.json");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("there is no file");
    Files.writeString(folder.resolve("other.json"), "{\"kind\": \"proof\"}");
    Ran other = Ran.in(folder, "compare", "old.txt", "other.json");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("expected a report of headroom load, version 1");
  }
}
