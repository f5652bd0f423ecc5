package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessCpuTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName(
      "CPU of a process counts its children, also those that are gone; a process that is gone is not known")
  void children() throws Exception {
    // The shell's child burns CPU and ends; the shell then waits for its input.
    Process shell =
        new ProcessBuilder(
                List.of(
                    "sh",
                    "-c",
                    "sh -c 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done'; echo done; read x"))
            .start();
    try {
      ProcessCpu cpu = new ProcessCpu(Map.of("service", shell.toHandle()));
      byte[] done = shell.getInputStream().readNBytes(4);
      assertThat(new String(done, java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("done");
      assertThat(cpu.nanos().get("service")).isGreaterThanOrEqualTo(20_000_000);
      shell.destroy();
      assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(cpu.nanos()).containsEntry("service", -1L);
    } finally {
      shell.destroyForcibly();
    }
  }

  @Test
  @DisplayName("The kernel's lines are read whatever a process is called")
  void lines() {
    assertThat(
            ProcessCpu.Stat.parse(
                "12 (a) b (c)) S 1 1 1 0 -1 4194560 1 2 3 4 150 50 7 3 20 0 9 0 100 1 2"))
        .isEqualTo(new ProcessCpu.Stat(200, 10, 9));
    MachineStat before = MachineStat.parse("cpu  100 0 50 800 20 5 5 20 0 0");
    MachineStat after = MachineStat.parse("cpu  200 0 50 840 20 5 5 40 0 0");
    assertThat(before).isEqualTo(new MachineStat(1000, 160, 20));
    assertThat(after.stolenSince(before)).isEqualTo(20.0 / 160);
    assertThat(after.busyNanosSince(before)).isEqualTo(1_000_000_000);
  }

  @Test
  @DisplayName("A median is level when it has stopped falling")
  void level() {
    assertThat(Calibration.isLevel(List.of(10.0, 5.0))).isFalse();
    assertThat(Calibration.isLevel(List.of(10.0, 5.0, 4.0))).isFalse();
    assertThat(Calibration.isLevel(List.of(10.0, 5.0, 5.1))).isTrue();
    assertThat(Calibration.isLevel(List.of(5.0, 9.0, 9.1))).isFalse();
  }
}
