package dev.headroom.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A YAML value that remembers where it stands, so that every complaint can name the place. YAML 1.2
 * by its JSON schema; anchors, aliases and tags are refused: what a file says stands where it is
 * read.
 */
public sealed interface Yaml {

  /** Bytes of the largest file that is read. */
  int LARGEST = 1 << 20;

  /**
   * Where it stands.
   *
   * @return file, line and column
   */
  Place place();

  /**
   * Whether nothing was written.
   *
   * @return true for null and for nothing at all
   */
  default boolean isNull() {
    return this instanceof Scalar scalar && scalar.kind() == Kind.NULL;
  }

  /**
   * A scalar.
   *
   * @param place where
   * @param text as written, without quotes; {@code null} where nothing is
   * @param kind what it is
   */
  record Scalar(Place place, String text, Kind kind) implements Yaml {}

  /**
   * A sequence.
   *
   * @param place where
   * @param items its values
   */
  record Items(Place place, List<Yaml> items) implements Yaml {}

  /**
   * A mapping, in the order of the file.
   *
   * @param place where
   * @param fields values by key
   * @param keys places of the keys
   */
  record Fields(Place place, Map<String, Yaml> fields, Map<String, Place> keys) implements Yaml {}

  /** What a scalar is. */
  enum Kind {
    /** A text, quoted or not. */
    TEXT,
    /** A whole or decimal number. */
    NUMBER,
    /** true or false. */
    BOOLEAN,
    /** null, or nothing at all. */
    NULL
  }

  /**
   * A place.
   *
   * @param file the file's name as the user knows it
   * @param line from 1
   * @param column from 1
   */
  record Place(String file, int line, int column) {

    /**
     * A complaint about this place.
     *
     * @param what what is wrong and what to write instead
     * @return to be thrown
     */
    public SettingsException wrong(String what) {
      return new SettingsException(this + ": " + what);
    }

    /** {@code headroom.yml:3:5}. */
    @Override
    public String toString() {
      return file + ":" + line + ":" + column;
    }
  }

  /**
   * Reads a file of one document.
   *
   * @param file the file, UTF-8
   * @return its value; a scalar of kind NULL if the file is empty
   * @throws SettingsException if it cannot be read, or is not YAML
   */
  static Yaml read(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new SettingsException(file + ": is larger than 1 MB; that is no file of settings");
      }
      return read(file.toString(), Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new SettingsException(file + ": there is no such file");
    } catch (CharacterCodingException e) {
      throw new SettingsException(file + ": is not UTF-8 text");
    } catch (IOException e) {
      throw new SettingsException(file + ": cannot be read: " + e.getMessage());
    }
  }

  /**
   * Reads a text of one document.
   *
   * @param file name for complaints
   * @param text the text
   * @return its value; a scalar of kind NULL if the text is empty
   * @throws SettingsException if it is not YAML
   */
  static Yaml read(String file, String text) {
    return new YamlReader(file, text).document();
  }
}
