package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.prove.Template.Value;
import dev.headroom.settings.SettingsException;
import dev.headroom.settings.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFileTest {

  private static final Yaml.Place HERE = new Yaml.Place("s.yml", 3, 9);

  @TempDir Path folder;

  private Path file(String text) throws Exception {
    Path file = folder.resolve("data");
    Files.writeString(file, text);
    return file;
  }

  @Test
  @DisplayName("CSV: quotes, commas, a byte order mark and CRLF are read; 007 stays a text")
  void csv() throws Exception {
    var columns = DataFile.csv(file("\ufeffname,id\r\n\"a, \"\"b\"\"\",7\r\nc,007\r\n"), HERE);
    assertThat(columns.get("name"))
        .containsExactly(new Value("a, \"b\"", false), new Value("c", false));
    assertThat(columns.get("id")).containsExactly(new Value("7", true), new Value("007", false));
  }

  @Test
  @DisplayName("JSON: objects at a path; numbers stay numbers, nested fields are left out")
  void json() throws Exception {
    var columns =
        DataFile.json(
            file("{\"a\":{\"rows\":[{\"id\":1,\"n\":{\"x\":1}},{\"id\":2.5}]}}"), "a.rows", HERE);
    assertThat(columns).containsOnlyKeys("id");
    assertThat(columns.get("id")).containsExactly(new Value("1", true), new Value("2.5", true));
  }

  @Test
  @DisplayName("What is wrong in a file is told at the scenario's place, with the file's own")
  void wrong() throws Exception {
    wrongCsv("", "Empty header line");
    wrongCsv("name,id\n", "no rows of data");
    wrongCsv("my name\nx\n", "letters, digits");
    wrongCsv("name,id\na,1\nb\n", "row 3 has 1 values, the first line names 2 columns");
    wrongCsv("name,id\na,1,2\n", "is not CSV: line 2");
    wrongJson("[1,", "", "is not JSON: line 1");
    wrongJson("{\"rows\":[]}", "", "has no list; say where with 'list'");
    wrongJson("{\"rows\":[]}", "row", "has no list at 'row'");
    wrongJson("[{\"id\":1},{}]", "", "entry 1 of the list has no value 'id'");
    wrongJson("[]", "", "no rows of data");
  }

  private void wrongCsv(String text, String says) throws Exception {
    Path file = file(text);
    assertThatThrownBy(() -> DataFile.csv(file, HERE))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("s.yml:3:9: ")
        .hasMessageContaining(says);
  }

  private void wrongJson(String text, String list, String says) throws Exception {
    Path file = file(text);
    assertThatThrownBy(() -> DataFile.json(file, list, HERE))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("s.yml:3:9: ")
        .hasMessageContaining(says);
  }
}
