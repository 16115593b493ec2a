package dev.trine.things;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A household that runs: its Things can be read, set and called, and nothing is called done that
 * was not read back. Simulated Things live on an embedded MQTT broker, others are reached by their
 * forms.
 */
public final class Home implements AutoCloseable {
  /** How long a device may take to show what it was told. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How long a simulated device may take to go back to its state: a machine may stand still. */
  private static final Duration RESET = Duration.ofSeconds(30);

  /** How long a start waits for a device's first state before it asks once more, and how often. */
  private static final Duration START = Duration.ofSeconds(5);

  private static final int STARTS = 12;

  /** How long an action without an answer is watched for an effect. */
  private static final Duration WATCH = Duration.ofSeconds(1);

  private final Household household;
  private final Optional<Ledger> ledger;
  private final View view = new View();
  private final Broker broker;
  private final SimulatedHousehold devices;
  private final Binding embedded;
  private final Binding real;
  private final Set<String> touched = new HashSet<>();
  private final SequencedMap<String, List<Act>> unwritten = new LinkedHashMap<>();
  private int entries;
  private final AtomicLong requests = new AtomicLong();

  private Home(Household household, Optional<Ledger> ledger, Broker broker) {
    this.household = household;
    this.ledger = ledger;
    this.broker = broker;
    List<Thing> simulated = household.things().stream().filter(Thing::simulated).toList();
    List<Thing> others = household.things().stream().filter(t -> !t.simulated()).toList();
    var states = ledger.map(Ledger::states).orElse(Map.of());
    real = new MqttBinding(others, view);
    embedded = new EmbeddedBinding(broker.url(), simulated, view);
    // Subscribed first: Artemis may lose what is published while a subscription is being made.
    embedded.await();
    devices = new SimulatedHousehold(broker.url(), simulated, states);
    real.await();
    simulated.forEach(this::awaitStart);
  }

  /** Under load Artemis may lose a first state, so a device that is not heard tells it again. */
  private void awaitStart(Thing thing) {
    for (int i = 0; i < STARTS; i++) {
      if (view.await(thing.id(), heard -> heard.news() > 0, START).news() > 0) {
        return;
      }
      devices.announce(thing);
    }
    throw new ThingException(
        "%s: the simulated device did not start in %d s; close other programs and try again"
            .formatted(thing.id(), STARTS * START.toSeconds()));
  }

  /**
   * Starts a household whose state and journal last.
   *
   * @param folder where they are kept, in {@code household.db}; made where absent
   * @throws ThingException where the folder cannot be used or a broker cannot be reached
   */
  public static Home open(Household household, Path folder) {
    Broker broker = new Broker();
    try {
      return new Home(household, Optional.of(new Ledger(folder, household.key())), broker);
    } catch (ThingException e) {
      broker.close();
      throw e;
    }
  }

  /** Starts a household that forgets: for a batch, a dry run, a test. */
  public static Home fresh(Household household) {
    return new Home(household, Optional.empty(), new Broker());
  }

  /** {@return the household that runs} */
  public Household household() {
    return household;
  }

  /** {@return what a Thing last said of a property, or nothing where it never said anything} */
  public Optional<Reading> state(Thing thing, String property) {
    return Optional.ofNullable(view.of(thing.id()).state().get(property));
  }

  /** Sets a property and waits until the device shows it. */
  public Confirmation write(Thing thing, String property, JsonNode value) {
    View.Heard before = view.of(thing.id());
    Optional<JsonNode> was = before.value(property);
    Property known = thing.properties().get(property);
    if (known == null || known.readOnly()) {
      String why = known == null ? "has no property " : "does not let itself be told ";
      return Confirmation.failed(was, was, thing.id() + " " + why + property);
    }
    Optional<String> wrong = known.schema().violation(value);
    if (wrong.isPresent()) {
      return Confirmation.failed(was, was, thing.id() + " " + property + ": " + wrong.get());
    }
    String request = request();
    touched.add(thing.id());
    boolean answers;
    try {
      answers = binding(thing).write(thing, property, known.schema().canonical(value), request);
    } catch (ThingException e) {
      return Confirmation.failed(was, was, String.valueOf(e.getMessage()));
    }
    Predicate<View.Heard> shown =
        heard ->
            heard.news() > before.news()
                && heard.value(property).filter(v -> same(v, value)).isPresent();
    View.Heard after =
        view.await(
            thing.id(),
            heard -> answers ? heard.answers().equals(Optional.of(request)) : shown.test(heard),
            PATIENCE);
    Optional<JsonNode> now = after.value(property);
    if (!shown.test(after)) {
      String shows = now.map(v -> "it shows " + Spot.brief(v)).orElse("it shows nothing");
      String answered = after.news() > before.news() ? " did not obey; " : " did not answer; ";
      return Confirmation.failed(was, now, thing.id() + " " + property + answered + shows);
    }
    keep(thing, after);
    return new Confirmation(
        Confirmation.Status.CONFIRMED, was, now, changed(before, after), Optional.empty());
  }

  /** Calls an action and waits until the device shows what it did. */
  public Confirmation invoke(Thing thing, String action, Optional<JsonNode> input) {
    View.Heard before = view.of(thing.id());
    Action known = thing.actions().get(action);
    if (known == null) {
      return Confirmation.failed(
          Optional.empty(), Optional.empty(), thing.id() + " has no action " + action);
    }
    Optional<String> wrong = known.input().flatMap(schema -> input.flatMap(schema::violation));
    if (wrong.isPresent()) {
      return Confirmation.failed(
          Optional.empty(), Optional.empty(), thing.id() + " " + action + ": " + wrong.get());
    }
    String request = request();
    touched.add(thing.id());
    boolean answers;
    try {
      answers = binding(thing).invoke(thing, action, input, request);
    } catch (ThingException e) {
      return Confirmation.failed(
          Optional.empty(), Optional.empty(), String.valueOf(e.getMessage()));
    }
    View.Heard after =
        view.await(
            thing.id(),
            heard ->
                answers
                    ? heard.answers().equals(Optional.of(request))
                    : heard.news() > before.news(),
            answers ? PATIENCE : WATCH);
    if (answers && !after.answers().equals(Optional.of(request))) {
      return Confirmation.failed(
          Optional.empty(), Optional.empty(), thing.id() + " " + action + " did not answer");
    }
    keep(thing, after);
    Map<String, JsonNode> was = changed(before, after);
    Set<String> shown = new HashSet<>(was.keySet());
    if (answers) shown.addAll(after.touched());
    if (shown.isEmpty()) {
      return new Confirmation(
          Confirmation.Status.SENT, Optional.empty(), Optional.empty(), Map.of(), Optional.empty());
    }
    return new Confirmation(
        Confirmation.Status.CONFIRMED,
        Optional.of(only(before, shown)),
        Optional.of(only(after, shown)),
        was,
        Optional.empty());
  }

  /**
   * Puts the simulated Things back to what the household file states, and waits until the broker
   * says so. What was done before can no longer be undone in a household that forgets.
   *
   * @param overlay Thing id to property to value, laid over the stated state; null for not known
   * @throws ThingException where the overlay names what is not there or breaks a schema
   */
  public void reset(Map<String, Map<String, JsonNode>> overlay) {
    overlay.forEach(this::check);
    var changing = new HashSet<>(touched);
    changing.addAll(overlay.keySet());
    touched.clear();
    touched.addAll(overlay.keySet());
    unwritten.clear();
    var goals = new LinkedHashMap<String, Map<String, JsonNode>>();
    for (Thing thing : household.things()) {
      if (!thing.simulated() || !changing.contains(thing.id())) continue;
      var goal = new LinkedHashMap<>(thing.state());
      overlay
          .getOrDefault(thing.id(), Map.of())
          .forEach((name, value) -> {
            goal.remove(name);
            thing
                .property(name)
                .filter(p -> !value.isNull())
                .ifPresent(p -> goal.put(name, p.schema().canonical(value)));
          });
      goals.put(thing.id(), goal);
      devices.become(thing, goal);
    }
    goals.forEach((thing, goal) -> {
      if (!values(view.await(thing, heard -> values(heard).equals(goal), RESET)).equals(goal)) {
        throw new ThingException(thing + ": the simulated device did not go back to its state");
      }
    });
  }

  /** Keeps what was done; {@return the id to undo it by, for example {@code u-0007}} */
  public String journal(List<Act> acts) {
    if (ledger.isPresent()) return ledger.get().append(acts);
    String id = "u-%04d".formatted(++entries);
    unwritten.put(id, List.copyOf(acts));
    return id;
  }

  /**
   * {@return what would undo an entry of the journal, or the last one not undone; nothing where
   * there is none} It is marked as undone; the caller does the writes.
   */
  public Optional<Undo> undo(Optional<String> id) {
    return entry(id)
        .map(entry -> {
          var back = new ArrayList<Act>();
          var impossible = new ArrayList<Act>();
          for (Act act : entry.getValue().reversed()) inverse(act, back, impossible);
          ledger.ifPresent(l -> l.undone(entry.getKey()));
          return new Undo(entry.getKey(), back, impossible);
        });
  }

  @Override
  public void close() {
    real.close();
    embedded.close();
    devices.close();
    broker.close();
    ledger.ifPresent(Ledger::close);
  }

  private Optional<Map.Entry<String, List<Act>>> entry(Optional<String> id) {
    if (ledger.isPresent()) return ledger.get().entry(id);
    return id.or(() -> Optional.ofNullable(unwritten.lastEntry()).map(Map.Entry::getKey))
        .flatMap(
            key -> Optional.ofNullable(unwritten.remove(key)).map(acts -> Map.entry(key, acts)));
  }

  private void inverse(Act act, List<Act> back, List<Act> impossible) {
    Optional<Thing> thing = household.thing(act.thing());
    boolean writable =
        !act.was().isEmpty()
            && act.was().keySet().stream()
                .allMatch(name ->
                    thing
                        .map(t -> t.properties().get(name))
                        .filter(p -> !p.readOnly())
                        .isPresent());
    if (!writable) {
      impossible.add(act);
      return;
    }
    // "on" comes last: setting a brightness turns a lamp on.
    act.was().entrySet().stream()
        .sorted((a, b) -> Boolean.compare(a.getKey().equals("on"), b.getKey().equals("on")))
        .forEach(w ->
            back.add(new Act(act.thing(), "writeproperty", w.getKey(), w.getValue(), Map.of())));
  }

  private void check(String id, Map<String, JsonNode> state) {
    Thing thing =
        household
            .thing(id)
            .orElseThrow(() -> new ThingException("state: " + id + ": no Thing has this id"));
    state.forEach((name, value) -> {
      Property property = thing.properties().get(name);
      String wrong =
          property == null
              ? "no property has this name"
              : value.isNull() ? "" : property.schema().violation(value).orElse("");
      if (!wrong.isEmpty()) {
        throw new ThingException("state: " + id + ": " + name + ": " + wrong);
      }
    });
  }

  private void keep(Thing thing, View.Heard heard) {
    if (thing.simulated()) ledger.ifPresent(l -> l.save(thing.id(), values(heard)));
  }

  private Binding binding(Thing thing) {
    return thing.simulated() ? embedded : real;
  }

  private String request() {
    return Long.toString(requests.incrementAndGet());
  }

  private static Map<String, JsonNode> changed(View.Heard before, View.Heard after) {
    var was = new LinkedHashMap<String, JsonNode>();
    values(before)
        .forEach((name, value) -> {
          if (!Optional.of(value).equals(after.value(name))) was.put(name, value);
        });
    return was;
  }

  private static ObjectNode only(View.Heard heard, Set<String> names) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    names.stream().sorted().forEach(n -> heard.value(n).ifPresent(v -> object.set(n, v)));
    return object;
  }

  private static Map<String, JsonNode> values(View.Heard heard) {
    var values = new LinkedHashMap<String, JsonNode>();
    heard.state().forEach((name, reading) -> values.put(name, reading.value()));
    return values;
  }

  /** 30 and 30.0 are one value. */
  private static boolean same(JsonNode a, JsonNode b) {
    return a.isNumber() && b.isNumber() ? Spot.number(a) == Spot.number(b) : a.equals(b);
  }
}
