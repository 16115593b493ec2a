package dev.trine.things;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
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
        spot.field("trine:state").map(s -> s.members(m -> state(m, properties))).orElse(Map.of()));
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
        throw name.error("\"" + name.text() + "\" is not in securityDefinitions; define it");
      }
    }
  }

  private void place(Spot spot) {
    if (!places.contains(spot.text())) {
      throw spot.error("\"" + spot.text() + "\" names no place; add the place or correct the id");
    }
  }

  private static Property property(Spot spot, Optional<Spot> base) {
    return new Property(
        spot.name(),
        HouseholdReader.names(spot.object(), "trine:aliases"),
        schema(spot),
        spot.field("unit").map(Spot::text),
        spot.field("readOnly").map(Spot::flag).orElse(false),
        forms(spot, base));
  }

  private static Action action(Spot spot, Optional<Spot> base) {
    return new Action(
        spot.name(),
        HouseholdReader.names(spot.object(), "trine:aliases"),
        spot.field("input").map(DescriptionReader::schema),
        forms(spot, base));
  }

  private static JsonNode state(Spot spot, Map<String, Property> properties) {
    Property property = properties.get(spot.name());
    if (property == null) throw spot.error("no property has this name; add it or remove the state");
    property
        .schema()
        .violation(spot.node())
        .ifPresent(wrong -> {
          throw spot.error(wrong + "; correct the state or the property's schema");
        });
    return spot.node();
  }

  static ValueSchema schema(Spot spot) {
    Optional<Spot> values = spot.object().field("enum");
    values.ifPresent(e -> {
      if (e.list().isEmpty()) throw e.error("is empty; list the values or remove it");
    });
    String fallback =
        values.filter(e -> e.list().stream().allMatch(v -> v.node().isString())).isPresent()
            ? "string"
            : "any";
    String type = spot.field("type").map(Spot::text).orElse(fallback);
    return switch (type) {
      case "boolean" -> new ValueSchema.Bool();
      case "integer" -> whole(spot, values);
      case "number" -> decimal(spot, values);
      case "string" ->
          new ValueSchema.Text(
              values.map(e -> e.list().stream().map(Spot::text).toList()).orElse(List.of()),
              spot.field("pattern").map(DescriptionReader::pattern));
      case "array" ->
          new ValueSchema.Items(
              spot.field("items")
                  .filter(i -> i.node().isObject())
                  .map(DescriptionReader::schema)
                  .orElse(new ValueSchema.Any()));
      case "object" ->
          new ValueSchema.Fields(
              spot.field("properties")
                  .map(p -> p.members(DescriptionReader::schema))
                  .orElse(Map.of()),
              spot.field("required")
                  .map(r -> r.list().stream().map(Spot::text).toList())
                  .orElse(List.of()));
      case "null", "any" -> new ValueSchema.Any();
      default ->
          throw spot.needed("type")
              .error(
                  "\""
                      + type
                      + "\" is no type; use boolean, integer, number, string, array or object");
    };
  }

  private static ValueSchema whole(Spot spot, Optional<Spot> values) {
    Optional<Long> minimum = spot.field("minimum").map(Spot::whole);
    Optional<Long> maximum = spot.field("maximum").map(Spot::whole);
    if (minimum.isPresent() && maximum.isPresent() && minimum.get() > maximum.get()) {
      throw inverted(spot);
    }
    Optional<Spot> step = spot.field("multipleOf");
    if (step.isPresent() && step.get().whole() <= 0) throw step.get().error("must be above 0");
    return new ValueSchema.Whole(
        minimum,
        maximum,
        step.map(Spot::whole),
        values.map(e -> e.list().stream().map(Spot::whole).toList()).orElse(List.of()));
  }

  private static ValueSchema decimal(Spot spot, Optional<Spot> values) {
    Optional<Double> minimum = spot.field("minimum").map(Spot::number);
    Optional<Double> maximum = spot.field("maximum").map(Spot::number);
    if (minimum.isPresent() && maximum.isPresent() && minimum.get() > maximum.get()) {
      throw inverted(spot);
    }
    Optional<Spot> step = spot.field("multipleOf");
    if (step.isPresent() && step.get().number() <= 0) throw step.get().error("must be above 0");
    return new ValueSchema.Decimal(
        minimum,
        maximum,
        step.map(Spot::number),
        values.map(e -> e.list().stream().map(Spot::number).toList()).orElse(List.of()));
  }

  private static ThingException inverted(Spot spot) {
    Spot minimum = spot.needed("minimum");
    return minimum.error(
        Spot.brief(minimum.node())
            + " is above maximum "
            + Spot.brief(spot.needed("maximum").node())
            + "; lower the minimum or raise the maximum");
  }

  private static Pattern pattern(Spot spot) {
    try {
      return Pattern.compile(spot.text());
    } catch (PatternSyntaxException e) {
      throw spot.error("is no regular expression: " + e.getDescription());
    }
  }

  private static List<Form> forms(Spot spot, Optional<Spot> base) {
    var forms = new ArrayList<Form>();
    for (Spot form : spot.field("forms").map(Spot::list).orElse(List.of())) {
      Spot href = form.object().needed("href");
      URI relative = uri(href);
      URI address = base.isPresent() ? uri(base.get()).resolve(relative) : relative;
      Optional<String> topic =
          form.field("mqv:topic")
              .or(() -> form.field("mqv:filter"))
              .map(t -> t.oneOrMany().getFirst().text())
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

  private static List<String> texts(Spot spot) {
    return spot.oneOrMany().stream().map(Spot::text).toList();
  }
}
