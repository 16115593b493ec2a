package dev.trine.assistant;

import dev.trine.assistant.Finder.Part;
import dev.trine.things.Thing;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a name stands for in a sentence, with what beside it says which is meant. */
final class Naming {
  private final NameIndex names;

  Naming(NameIndex names) {
    this.names = names;
  }

  /** Adds a name, and what beside it says which is meant; {@return where that ends} */
  int add(FoundSoFar found, String heard, int plain, int at, int end, String name) {
    Mention mention = mention(name);
    var pair = Which.pair(heard, plain, at, name).filter(p -> names.isThere(p.getValue()));
    if (pair.isPresent()) {
      int start = pair.get().getKey();
      Mention both = mention(pair.get().getValue()).and(mention);
      found.add(heard.substring(plain, start), new Part.Named(both, heard.substring(start, end)));
      return end;
    }
    Which which = Which.around(heard, plain, at, end);
    if (which.equals(Which.nothing(at, end)) && !mention.isPlace()) {
      which = found.beforePlace(heard, plain, at).besideName(at, end);
    }
    boolean counts = mention.isPlace() ? mention.places().size() > 1 : !mention.absent();
    Optional<List<Thing>> onSide = which.onSide(mention.things());
    if (onSide.isPresent() && which.saysAllOfSide(mention)) {
      mention = mention.only(onSide.get()).which(Which.all(onSide.get().size()));
    } else if (onSide.isPresent()) {
      mention = mention.only(onSide.get());
    } else if (which.count() > 1 && which.count() == mention.things().size()) {
      mention = mention.which(Which.all(which.count()));
    } else if (counts && !which.ordinals().isEmpty()) {
      mention = mention.which(which.ordinals());
    } else {
      which = Which.nothing(at, end);
    }
    found.add(
        heard.substring(plain, which.start()),
        new Part.Named(mention, heard.substring(which.start(), which.end())));
    return which.end();
  }

  /** Another of the Things that were named last, by its side or, where one is excepted, number. */
  Optional<Part.Named> another(FoundSoFar found, String heard, int at) {
    Optional<Mention> last =
        found.mentions().filter(mention -> mention.things().size() > 0).findFirst();
    if (last.isEmpty()) {
      return Optional.empty();
    }
    List<Thing> things = last.get().things();
    return Which.otherSide(heard, at, last.get().phrase())
        .filter(other -> names.isThere(other.getKey()))
        .map(
            other -> new Part.Named(mention(other.getKey()), heard.substring(at, other.getValue())))
        .or(() ->
            Which.numbered(heard, at)
                .filter(which ->
                    Stream.of("except", "stays", "forbid")
                        .anyMatch(sign -> Words.anyOf("signs", sign, heard)))
                .filter(which -> which.ordinals().getFirst() <= things.size())
                .map(which ->
                    new Part.Named(
                        last.get().only(Choice.numbered(things, which.ordinals())),
                        heard.substring(at, which.end())))
                .filter(named -> !named.mention().things().isEmpty()));
  }

  /** A name with the place before it, where both are the name of one Thing. */
  String placed(FoundSoFar found, String name) {
    return !found.parts().isEmpty()
            && found.parts().getLast() instanceof Part.Named(Mention place, String phrase)
            && place.isPlace()
            && names.isThere(phrase + name)
        ? phrase + name
        : name;
  }

  /** Whether a name ends so: Pippa's radiator is one, whatever its type. */
  private static boolean isCalled(Thing thing, String phrase) {
    return Hearing.names(thing.names()).anyMatch(name -> name.endsWith(" " + phrase));
  }

  /** 2号吊扇 is one of the 吊扇, "the patio ceiling fan" of the ceiling fans. */
  private static boolean isOfForm(Thing thing, String form) {
    String one = form.endsWith("s") ? form.substring(0, form.length() - 1) : form;
    return Hearing.names(thing.names()).anyMatch(name -> name.contains(one));
  }

  private Mention mention(String phrase) {
    NameIndex.Referents found = names.get(phrase).orElseThrow();
    Set<Thing> things = new LinkedHashSet<>(found.typed);
    things.addAll(found.exact);
    if (found.types.isEmpty() || things.isEmpty()) {
      things.addAll(found.partial);
    } else if (NameParts.isAnotherWord(phrase, found.types)) {
      found.partial.stream().filter(thing -> isCalled(thing, phrase)).forEach(things::add);
    }
    if (NameParts.isForm(phrase) && things.stream().anyMatch(thing -> isOfForm(thing, phrase))) {
      things.removeIf(thing -> !isOfForm(thing, phrase));
    }
    // Kevin is a person, also where there is Kevin's room
    Set<String> places =
        found.places.isEmpty() && found.exact.isEmpty() ? found.partialPlaces : found.places;
    boolean isPlace = !places.isEmpty() || found.placeWord && things.isEmpty();
    return new Mention(
        phrase,
        isPlace,
        found.plural,
        isPlace ? Set.of() : found.types,
        isPlace ? List.of() : List.copyOf(things),
        isPlace ? List.of() : List.copyOf(found.exact),
        places,
        List.of());
  }
}
