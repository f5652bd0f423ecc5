package dev.headroom.checks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A "before" that was made slow on purpose proves nothing. */
class HonestServicesTest {

  private static final Pattern DELAY =
      Pattern.compile(
          "pg_sleep|Thread\\.sleep|onSpinWait|parkNanos|parkUntil|\\bwaitfor\\s+delay",
          Pattern.CASE_INSENSITIVE);

  @Test
  @DisplayName("no service sleeps, parks or spins")
  void noInjectedDelayInByteCode() {
    JavaClasses services =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.headroom.services");
    assertThat(services).isNotEmpty();
    noClasses().should().callMethod(Thread.class, "onSpinWait").check(services);
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.locks.LockSupport")
        .check(services);
    noClasses().should().callMethod(Thread.class, "sleep", long.class).check(services);
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .check(services);
    noClasses()
        .should()
        .callMethod(java.util.concurrent.TimeUnit.class, "sleep", long.class)
        .check(services);
  }

  @Test
  @DisplayName("no delay hides in a service's SQL, configuration or source")
  void noInjectedDelayInText() throws IOException {
    for (Path service : services()) {
      try (Stream<Path> files = Files.walk(service.resolve("src/main"))) {
        for (Path file :
            files.filter(Files::isRegularFile).filter(HonestServicesTest::isText).toList()) {
          assertThat(DELAY.matcher(Files.readString(file)).find())
              .as("a delay in %s", file)
              .isFalse();
        }
      }
    }
  }

  private static boolean isText(Path file) {
    return file.toString().matches(".*\\.(java|sql|ya?ml|properties|html)");
  }

  private static List<Path> services() throws IOException {
    try (Stream<Path> folders = Files.list(Repository.root().resolve("services"))) {
      return folders.filter(folder -> Files.exists(folder.resolve("pom.xml"))).toList();
    }
  }
}
