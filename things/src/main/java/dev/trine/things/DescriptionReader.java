package dev.trine.things;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** W3C Thing Description 1.1 to {@link Thing}: the members that Trine acts on, checked. */
final class DescriptionReader {
  private static final Set<String> CONTEXTS =
      Set.of(
          "https://www.w3.org/2022/wot/td/v1.1",
          "https://www.w3.org/2019/wot/td/v1",
          "http://www.w3.org/ns/td");

  private final Set<String> places;

  DescriptionReader(Set<String> places) {
    this.places = places;
  }

  Thing thing(Spot spot) {
    String id = spot.object().needed("id").text();
    context(spot.needed("@context"));
    security(spot);
    Names names = HouseholdReader.names(spot, "trine:aliases");
    if (names.titles().isEmpty()) throw spot.error("needs \"title\" or \"titles\"; add a name");
    spot.field("trine:place").ifPresent(this::place);
    Optional<Spot> base = spot.field("base");
    Map<String, Property> properties =
        spot.field("properties").map(p -> p.members(m -> property(m, base))).orElse(Map.of());
    Map<String, Action> actions =
        spot.field("actions").map(a -> a.members(m -> action(m, base))).orElse(Map.of());
    return new Thing(
        id,
        spot.field("@type").map(DescriptionReader::texts).orElse(List.of()),
        names,
        spot.field("trine:place").map(Spot::text),
        properties,
        actions,
        spot.field("trine:state").map(s -> state(s, properties)).orElse(Map.of()));
  }

  private static void context(Spot context) {
    boolean known =
        context.oneOrMany().stream()
            .anyMatch(c -> c.node().isString() && CONTEXTS.contains(c.node().stringValue()));
    if (!known) throw context.error("must hold \"https://www.w3.org/2022/wot/td/v1.1\"; add it");
  }

  private static void security(Spot spot) {
    Spot defined = spot.needed("securityDefinitions").object();
    defined.members(scheme -> scheme.object().needed("scheme").text());
    for (Spot name : spot.needed("security").oneOrMany()) {
      if (defined.field(name.text()).isEmpty()) {
        throw name.error(Spot.quote(name.text()) + " is not in securityDefinitions; define it");
      }
    }
  }

  private void place(Spot spot) {
    if (!places.contains(spot.text())) {
      throw spot.error(
          Spot.quote(spot.text()) + " names no place; add the place or correct the id");
    }
  }

  private static Property property(Spot spot, Optional<Spot> base) {
    return new Property(
        spot.name(),
        HouseholdReader.names(spot.object(), "trine:aliases"),
        SchemaReader.schema(spot),
        spot.field("unit").map(Spot::string).filter(unit -> !unit.isBlank()),
        spot.field("readOnly").map(Spot::flag).orElse(false),
        forms(spot, base));
  }

  private static Action action(Spot spot, Optional<Spot> base) {
    return new Action(
        spot.name(),
        HouseholdReader.names(spot.object(), "trine:aliases"),
        spot.field("input").map(SchemaReader::schema),
        forms(spot, base));
  }

  /** Null states nothing: the value is not known yet. */
  private static Map<String, JsonNode> state(Spot spot, Map<String, Property> properties) {
    var state = new LinkedHashMap<String, JsonNode>();
    spot.members(value -> value)
        .forEach((name, value) -> {
          if (!value.node().isNull()) state.put(name, stated(value, properties));
        });
    return Collections.unmodifiableMap(state);
  }

  private static JsonNode stated(Spot spot, Map<String, Property> properties) {
    Property property = properties.get(spot.name());
    if (property == null) throw spot.error("no property has this name; add it or remove the state");
    property
        .schema()
        .violation(spot.node())
        .ifPresent(wrong -> {
          throw spot.error(wrong + "; correct the state or the property's schema");
        });
    return property.schema().canonical(spot.node());
  }

  private static List<Form> forms(Spot spot, Optional<Spot> base) {
    var forms = new ArrayList<Form>();
    for (Spot form : spot.field("forms").map(Spot::list).orElse(List.of())) {
      Spot href = form.object().needed("href");
      URI relative = uri(href);
      URI address = base.map(b -> rooted(uri(b)).resolve(relative)).orElse(relative);
      Optional<String> topic =
          form.field("mqv:topic")
              .or(() -> form.field("mqv:filter"))
              .map(t -> t.oneOrMany().stream().findFirst().orElseThrow(() -> empty(t)).text())
              .or(() -> path(address));
      forms.add(
          new Form(
              address,
              form.field("op").map(DescriptionReader::texts).orElse(List.of()),
              topic,
              form.field("mqv:retain").map(Spot::flag).orElse(false)));
    }
    return List.copyOf(forms);
  }

  private static ThingException empty(Spot topics) {
    return topics.error("is empty; name a topic or remove it");
  }

  private static Optional<String> path(URI address) {
    return Optional.ofNullable(address.getPath())
        .map(p -> p.startsWith("/") ? p.substring(1) : p)
        .filter(p -> !p.isEmpty());
  }

  private static URI uri(Spot spot) {
    try {
      // TD 1.1 allows URI templates; their braces are no URI characters.
      return URI.create(spot.text().replace("{", "%7B").replace("}", "%7D"));
    } catch (IllegalArgumentException e) {
      throw spot.error(Spot.brief(spot.node()) + " is no address (URI)");
    }
  }

  /** {@code mqtt://host} is {@code mqtt://host/}, or else a relative path would join the host. */
  private static URI rooted(URI base) {
    return "".equals(base.getPath()) ? base.resolve("/") : base;
  }

  private static List<String> texts(Spot spot) {
    return spot.oneOrMany().stream().map(Spot::text).toList();
  }
}
