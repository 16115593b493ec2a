package dev.trine.assistant;

import dev.trine.things.Household;
import dev.trine.things.Place;
import dev.trine.things.Thing;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Kinds of Things that have a word of their own in a plan, because people seldom name them: {@code
 * timer}, {@code reminder}, {@code media}. {@code services.txt} lists them and what their actions
 * take.
 */
final class Services {
  /** A kind of Thing and its actions. */
  private record Service(
      List<String> types, List<String> readable, Map<String, List<Field>> actions) {
    boolean standsFor(Thing thing) {
      return types.stream().anyMatch(thing.types()::contains);
    }
  }

  private static final String TYPES = "types";
  private static final String READS = "reads";
  private static final Service NONE = new Service(List.of(), List.of(), Map.of());
  private static final String FILE = "services.txt";
  private static final Map<String, Service> ALL = read();

  private Services() {}

  /** {@return the word of a service that a mention stands for; empty where it is no service} */
  static String word(Mention mention) {
    return word(mention.phrase());
  }

  /** {@return the word of a service that a phrase stands for; empty where it is no service} */
  static String word(String phrase) {
    return phrase.startsWith("@") ? phrase.substring(1) : "";
  }

  /** {@return the word of every service, and the Things of a household that it stands for} */
  static Map<String, Mention> of(Household household) {
    Map<String, Mention> mentions = new LinkedHashMap<>();
    ALL.forEach((word, service) -> mentions.put(word, mention(word, service, household)));
    return mentions;
  }

  private static Mention mention(String word, Service service, Household household) {
    List<Thing> things = household.things().stream().filter(service::standsFor).toList();
    Set<String> types = Set.copyOf(service.types());
    return new Mention("@" + word, false, false, types, things, List.of(), Set.of(), List.of());
  }

  /** {@return words of which one is said when this is done with a service that is not named} */
  static List<String> uses(Clause act) {
    String word = act.thing().map(Services::word).orElse("");
    List<String> uses = Words.of("uses", word + " " + act.name()).toList();
    return uses.isEmpty() ? Words.of("uses", word).toList() : uses;
  }

  /** {@return the types of Things that a service stands for, the likeliest first} */
  static List<String> types(String word) {
    return ALL.getOrDefault(word, NONE).types();
  }

  /** {@return the phone itself, where a household has a place for the services on the phone} */
  static Optional<Thing> handset(Place phone, List<Thing> all) {
    List<Thing> handsets =
        all.stream()
            .filter(thing -> thing.place().filter(phone.id()::equals).isPresent())
            .filter(thing -> ALL.values().stream().noneMatch(it -> it.standsFor(thing)))
            .filter(thing -> !thing.types().contains("Person"))
            .toList();
    return phone.kind().equals("phone") && handsets.size() == 1
        ? Optional.of(handsets.getFirst())
        : Optional.empty();
  }

  /** {@return the actions of a service with their fields} */
  static Map<String, List<Field>> actions(String word) {
    return ALL.getOrDefault(word, NONE).actions();
  }

  /** {@return what an action of a Thing takes, as far as its type tells} */
  static List<Field> fields(Thing thing, String action) {
    return ALL.values().stream()
        .filter(service -> thing.types().contains(service.types().getFirst()))
        .flatMap(service -> Optional.ofNullable(service.actions().get(action)).stream())
        .findFirst()
        .orElse(List.of());
  }

  /** {@return the names of all actions of services, and of what they take} */
  static Set<String> words() {
    Set<String> words = new HashSet<>();
    for (Service service : ALL.values()) {
      service
          .actions()
          .forEach((action, fields) -> {
            words.add(action);
            fields.forEach(field -> {
              words.add(field.name());
              words.addAll(field.words());
            });
          });
    }
    return words;
  }

  private static Map<String, Service> read() {
    Map<String, Service> services = new LinkedHashMap<>();
    Tables.sections(FILE)
        .forEach((word, lines) -> services.put(word, service(Tables.table(FILE, lines))));
    return services;
  }

  private static Service service(Map<String, List<String>> table) {
    Map<String, List<String>> takes = new LinkedHashMap<>(table);
    List<String> types = takes.getOrDefault(TYPES, List.of());
    List<String> readable = takes.getOrDefault(READS, List.of());
    takes.keySet().removeAll(List.of(TYPES, READS));
    Map<String, List<Field>> actions = new LinkedHashMap<>();
    takes.forEach(
        (action, fields) -> actions.put(action, fields.stream().map(Field::parse).toList()));
    return new Service(types, readable, actions);
  }

  /** {@return whether a word of a plan is a service} */
  static boolean isService(String word) {
    return ALL.containsKey(word);
  }

  /** {@return what can be asked of a service} */
  static List<String> readable(String word) {
    return ALL.getOrDefault(word, NONE).readable();
  }
}
