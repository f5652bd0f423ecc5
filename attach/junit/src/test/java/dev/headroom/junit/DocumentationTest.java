package dev.headroom.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import shop.MenuTest;
import shop.Shop;
import shop.ShopCases;

class DocumentationTest {

  private static final Path ROOT = Path.of("..", "..");

  @TempDir static Path directory;

  @BeforeAll
  static void fill() throws Exception {
    SQLiteDataSource dataSource = new SQLiteDataSource();
    dataSource.setUrl("jdbc:sqlite:" + directory.resolve("shop.db"));
    Shop.fill(dataSource);
    ShopCases.dataSource = dataSource;
  }

  @Test
  @DisplayName(
      "the page's example is the code of a test that is run, and what it says is what comes")
  void example() throws Exception {
    String page = Files.readString(ROOT.resolve("docs/junit.md"));
    String source = Files.readString(Path.of("src/test/java/shop/MenuTest.java"));
    Matcher example =
        Pattern.compile("```java\n(@ExpectNoNewFindings\n.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(example.find()).isTrue();
    // The example's members stand in the source as they are.
    String code = example.group(1);
    assertThat(source).contains(code.substring(code.indexOf("{\n") + 2, code.lastIndexOf('}')));

    String failure = plain(ExpectNoNewFindingsTest.run(MenuTest.class).get("readsTheWholeMenu"));
    Matcher said = Pattern.compile("```\n(1 new finding.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(said.find()).isTrue();
    // The words of evidence and fix are the diagnosis's, and tested there.
    assertThat(plain(said.group(1)).lines())
        .filteredOn(line -> !line.startsWith("  evidence ") && !line.startsWith("  fix "))
        .filteredOn(line -> !line.startsWith("n-plus-one "))
        .allSatisfy(line -> assertThat(failure).contains(line));
  }

  /** Without what differs from run to run: times, days, lines, ids. */
  private static String plain(String text) {
    return text.replaceAll("\\d+\\.\\d+ ms", "N ms")
        .replaceAll("20\\d\\d-\\d\\d-\\d\\d", "DAY")
        .replaceAll("java:\\d+", "java:N")
        .replaceAll("one-[0-9a-f]{8}", "one-ID")
        .strip();
  }

  @Test
  @DisplayName("the page tells every attribute with its default")
  void attributes() throws Exception {
    String page = Files.readString(ROOT.resolve("docs/junit.md"));
    assertThat(Arrays.stream(ExpectNoNewFindings.class.getDeclaredMethods()).map(Method::getName))
        .allSatisfy(name -> assertThat(page).contains("| `" + name + "` |"));
    for (String name : new String[] {"confidence", "repeats", "equalReads", "slow", "baseline"}) {
      Object standard = ExpectNoNewFindings.class.getMethod(name).getDefaultValue();
      assertThat(page).containsPattern("\\| `" + name + "` \\| `?" + standard + "`? \\|");
    }
  }
}
