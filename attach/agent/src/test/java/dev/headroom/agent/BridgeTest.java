package dev.headroom.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.bridge.AgentBridge;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Type;

/** What is woven calls the bridge by name: these are the names that are there. */
class BridgeTest {

  @Test
  @DisplayName("every call that is woven is a static method of the bridge with these parameters")
  void calls() throws Exception {
    List<Advice.Call> calls = new ArrayList<>();
    for (Class<?> type :
        List.of(JdbcAdvice.class, PoolWeaving.class, WebWeaving.class, TaskWeaving.class)) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getType() == Advice.class) {
          field.setAccessible(true);
          Advice advice = (Advice) field.get(null);
          Stream.of(advice.enter(), advice.exit()).filter(c -> c != null).forEach(calls::add);
        }
      }
    }
    assertThat(calls).hasSizeGreaterThan(40);
    assertThat(calls)
        .allSatisfy(
            call -> {
              Class<?> owner = Class.forName(call.owner().replace('/', '.'));
              assertThat(owner.getMethods())
                  .filteredOn(m -> m.getName().equals(call.name()))
                  .filteredOn(m -> Type.getMethodDescriptor(m).equals(call.descriptor()))
                  .as(call.toString())
                  .singleElement()
                  .matches(m -> Modifier.isStatic(m.getModifiers()));
              assertThat(call.from()).hasSize(Type.getArgumentCount(call.descriptor()));
            });
  }

  @Test
  @DisplayName("the list of the bridge's classes is whole, and each comes after what it extends")
  void classes() throws Exception {
    URI place = AgentBridge.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    Path where = Path.of(place);
    if (Files.isDirectory(where)) {
      assertThat(Bootstrap.CLASSES).containsExactlyInAnyOrderElementsOf(names(where));
    } else {
      try (FileSystem jar = FileSystems.newFileSystem(where, Map.of())) {
        assertThat(Bootstrap.CLASSES).containsExactlyInAnyOrderElementsOf(names(jar.getPath("/")));
      }
    }
    List<String> before = new ArrayList<>();
    for (String name : Bootstrap.CLASSES) {
      Class<?> type = Class.forName("dev.headroom.bridge." + name);
      Stream.concat(Stream.of(type.getInterfaces()), Stream.ofNullable(type.getSuperclass()))
          .map(Class::getName)
          .filter(up -> up.startsWith("dev.headroom."))
          .forEach(up -> assertThat(before).contains(up));
      before.add(type.getName());
    }
  }

  private static List<String> names(Path root) throws Exception {
    try (Stream<Path> files = Files.list(root.resolve("dev/headroom/bridge"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".class") && !file.equals("package-info.class"))
          .map(file -> file.substring(0, file.length() - ".class".length()))
          .sorted()
          .toList();
    }
  }
}
