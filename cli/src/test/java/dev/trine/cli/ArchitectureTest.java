package dev.trine.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The walls of the house: a room knows only the rooms named here. */
class ArchitectureTest {

  private static final Map<String, Set<String>> KNOWS =
      Map.of(
          "tensor", Set.of(),
          "model", Set.of("tensor"),
          "runtime", Set.of("tensor", "model"),
          "train", Set.of("tensor", "model"),
          "compress", Set.of("tensor", "model"),
          "things", Set.of(),
          "bench", Set.of("tensor"),
          "assistant", Set.of("tensor", "model", "runtime", "things"),
          "cli", Set.of("tensor", "model", "runtime", "compress", "things", "assistant"));

  /** Rooms that this one does not need, so that they may not be built yet. */
  private static final Set<String> BESIDE = Set.of("train", "bench");

  static final List<String> ROOMS = List.copyOf(new TreeSet<>(KNOWS.keySet()));

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .importPaths(
              ROOMS.stream().map(ArchitectureTest::classes).filter(Files::isDirectory).toList());

  @ParameterizedTest
  @FieldSource("ROOMS")
  void knowsOnlyTheRoomsBelowIt(String room) {
    String[] forbidden =
        ROOMS.stream()
            .filter(
                other -> !other.equals(room) && !KNOWS.getOrDefault(room, Set.of()).contains(other))
            .map(other -> "dev.trine." + other + "..")
            .toArray(String[]::new);
    boolean missing = BESIDE.contains(room) && !Files.isDirectory(classes(room));
    if (forbidden.length == 0 || missing) {
      return;
    }
    noClasses()
        .that()
        .resideInAPackage("dev.trine." + room + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .check(HOUSE);
  }

  @Test
  void everyRoomOfTheBuildHasItsWalls() throws Exception {
    assertThat(Files.readString(Path.of("../pom.xml")).lines())
        .filteredOn(line -> line.contains("<module>"))
        .map(line -> line.replaceAll("</?module>", "").strip())
        .containsExactlyInAnyOrderElementsOf(ROOMS);
  }

  private static Path classes(String room) {
    return Path.of("..", room, "target", "classes");
  }
}
