package dev.headroom.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RepositoryTest {

  private static final Pattern LINK =
      Pattern.compile("\\]\\((?!https?:|#|mailto:)([^)#\\s]+)(#[^)]*)?\\)");

  @Test
  @DisplayName("no Java file is over 500 lines")
  void filesAreShort() throws IOException {
    for (Path file : Repository.files(".java")) {
      assertThat(Files.readAllLines(file).size()).as("lines of %s", file).isLessThanOrEqualTo(500);
    }
  }

  @Test
  @DisplayName("every package of the main sources says what it is, and is @NullMarked")
  void packagesAreDescribed() throws IOException {
    List<Path> sources =
        Repository.files(".java").stream()
            .filter(file -> file.toString().contains("/src/main/java/"))
            .toList();
    assertThat(sources).isNotEmpty();
    for (Path folder : sources.stream().map(Path::getParent).distinct().toList()) {
      Path info = folder.resolve("package-info.java");
      assertThat(info).exists();
      assertThat(Files.readString(info)).startsWith("/**").contains("@NullMarked");
    }
  }

  @Test
  @DisplayName("every relative link in the documentation leads to a file")
  void linksLead() throws IOException {
    for (Path page : Repository.files(".md")) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        assertThat(page.resolveSibling(link.group(1)).normalize()).as("link in %s", page).exists();
      }
    }
  }

  @Test
  @DisplayName("the module list of the parent POM and the folders agree")
  void modulesAreBuilt() throws IOException {
    String parent = Files.readString(Repository.root().resolve("pom.xml"));
    for (Path pom : Repository.files("pom.xml")) {
      String folder =
          Repository.root().relativize(pom).getParent() == null
              ? ""
              : Repository.root().relativize(pom).getParent().toString();
      if (!folder.isEmpty()) {
        assertThat(parent).contains("<module>" + folder + "</module>");
      }
    }
  }
}
