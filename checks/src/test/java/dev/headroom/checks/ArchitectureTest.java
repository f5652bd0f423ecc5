package dev.headroom.checks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  /**
   * Package of each module, and the modules that it may know besides itself: docs/decisions tells
   * why.
   */
  private static final Map<String, List<String>> MAY_KNOW =
      Map.ofEntries(
          Map.entry("loop", List.of()),
          Map.entry("stats", List.of("loop")),
          Map.entry("settings", List.of("loop")),
          Map.entry("observe", List.of("loop", "stats")),
          Map.entry("diagnose", List.of("loop", "stats")),
          Map.entry("prove", List.of("loop", "stats", "settings")),
          Map.entry("traces", List.of("loop", "stats", "observe")),
          Map.entry("advise", List.of("loop")),
          Map.entry("dashboard", List.of("loop")),
          Map.entry("cache", List.of("loop")),
          Map.entry("web", List.of("loop", "cache")),
          Map.entry("rollup", List.of("loop", "settings")),
          Map.entry("sqlite", List.of()),
          Map.entry("devservices", List.of()),
          Map.entry("devbrowser", List.of()),
          Map.entry("junit", List.of("loop", "observe", "diagnose", "settings")),
          Map.entry("loadtest", List.of("loop", "prove")),
          Map.entry("bridge", List.of()),
          Map.entry(
              "agent",
              List.of("loop", "stats", "observe", "diagnose", "settings", "dashboard", "bridge")),
          Map.entry(
              "spring",
              List.of(
                  "loop",
                  "stats",
                  "observe",
                  "diagnose",
                  "cache",
                  "web",
                  "rollup",
                  "sqlite",
                  "devservices")),
          Map.entry(
              "cli",
              List.of(
                  "loop",
                  "stats",
                  "settings",
                  "traces",
                  "diagnose",
                  "dashboard",
                  "prove",
                  "advise",
                  "rollup",
                  "devservices")),
          Map.entry(
              "services",
              List.of(
                  "loop",
                  "observe",
                  "diagnose",
                  "cache",
                  "web",
                  "rollup",
                  "spring",
                  "devservices")));

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.headroom");

  @Test
  @DisplayName("every module is under the rule, and none is empty")
  void everyModuleIsCovered() {
    assertThat(ALL.stream().map(ArchitectureTest::module).distinct())
        .containsExactlyInAnyOrderElementsOf(MAY_KNOW.keySet());
  }

  @Test
  @DisplayName("modules know only what the architecture lets them know")
  void directionOfDependencies() {
    MAY_KNOW.forEach(
        (module, known) -> {
          List<String> forbidden = new ArrayList<>(MAY_KNOW.keySet());
          forbidden.removeAll(known);
          forbidden.remove(module);
          noClasses()
              .that()
              .resideInAPackage("dev.headroom." + module + "..")
              .should()
              .dependOnClassesThat(
                  DescribedPredicate.describe(
                      "are in one of " + forbidden,
                      (JavaClass target) ->
                          target.getPackageName().startsWith("dev.headroom.")
                              && forbidden.contains(module(target))))
              .check(ALL);
        });
  }

  @Test
  @DisplayName("there is no cycle between packages")
  void noCycles() {
    slices().matching("dev.headroom.(**)").should().beFreeOfCycles().check(ALL);
  }

  @Test
  @DisplayName("Spring is known to attach/spring, attach/junit and the services only")
  void springStaysAtTheEdge() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.headroom.spring..", "dev.headroom.junit..", "dev.headroom.services..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.springframework..")
        .check(ALL);
  }

  @Test
  @DisplayName("auto-configurations are final and have no public members")
  void autoConfigurationsAreClosed() {
    String annotation = "org.springframework.boot.autoconfigure.AutoConfiguration";
    classes()
        .that()
        .areAnnotatedWith(annotation)
        .should()
        .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
        .check(ALL);
    members()
        .that()
        .areDeclaredInClassesThat()
        .areAnnotatedWith(annotation)
        .should()
        .notBePublic()
        .check(ALL);
  }

  private static String module(JavaClass type) {
    return type.getPackageName().split("\\.", -1)[2];
  }
}
