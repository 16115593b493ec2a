package dev.trine.assistant;

import dev.trine.things.Action;
import dev.trine.things.Household;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import dev.trine.things.ValueSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds what an utterance may be about among all Things of a household: names, aliases, the words
 * for kinds of Things and for rooms. The longest words win, so "floor lamp" is not a lamp on the
 * floor. An index over the household is made once; a sentence then costs one pass over its
 * characters.
 */
final class Finder {

  /** A part of an utterance: plain text, or what its words stand for. */
  sealed interface Part {
    /** {@return the words as heard} */
    String phrase();

    /** Text that names nothing. */
    record Text(String phrase) implements Part {}

    /** Text that names a Thing, a kind of Thing or a place. */
    record Named(Mention mention, String phrase) implements Part {}

    /** Text that says a word of a Thing Description which the model has not learnt. */
    record Own(String word, String phrase) implements Part {}

    /** Text that says how long or when. */
    record Timed(Time time, String phrase) implements Part {}
  }

  /**
   * An utterance with what was found in it.
   *
   * @param services the words for kinds of Things that need no name, with the Things of the
   *     household
   * @param varieties Things that together offer all that the Things of the household offer
   * @param standsIn whether the model is told what words of the Things stand for: {@link StandIns}
   */
  record Found(
      Heard heard,
      List<Part> parts,
      Map<String, Mention> services,
      List<Thing> varieties,
      boolean standsIn) {
    /** {@return the same where words of the Things stand in, if any do} */
    Optional<Found> standingIn() {
      return mentions().stream()
              .flatMap(mention -> mention.things().stream())
              .anyMatch(thing -> !StandIns.of(thing).isEmpty() || Instead.isSwitched(thing))
          ? Optional.of(new Found(heard, parts, services, varieties, true))
          : Optional.empty();
    }

    /** {@return what the utterance names} */
    List<Mention> mentions() {
      return parts.stream()
          .filter(Part.Named.class::isInstance)
          .map(part -> ((Part.Named) part).mention())
          .toList();
    }
  }

  private static final List<String> COMPOUNDS = Words.of("compounds", "all").toList();

  private final NameIndex names;
  private final Misheard misheard;
  private final OwnWords ownWords;
  private final Map<String, Mention> services;
  private final List<Thing> varieties;
  private final Map<String, List<Lexicon.Word>> verbs = new HashMap<>();

  Finder(Household household) {
    Lexicon.ALL.forEach(lexicon -> verbs.putAll(lexicon.section("verbs")));
    names = new NameIndex(household, Lexicon.ALL);
    ownWords = new OwnWords(household);
    misheard = new Misheard(names.present(), ownWords.all());
    services = Services.of(household);
    varieties = varieties(household);
  }

  /** Of five hundred Things most are like another. */
  private static List<Thing> varieties(Household household) {
    Set<Object> seen = new HashSet<>();
    return household.things().stream()
        .filter(thing -> {
          boolean differs = false;
          for (Property p : thing.properties().values()) {
            differs |= seen.add(List.of(p.name(), p.schema(), p.unit(), p.readOnly()));
          }
          for (Action a : thing.actions().values()) {
            differs |= seen.add(List.of(a.name(), a.input(), thing.types()));
          }
          return differs;
        })
        .toList();
  }

  /** Finds what a sentence may be about. */
  Found find(Heard heard) {
    return find(heard, List.of());
  }

  /**
   * Finds what a sentence may be about.
   *
   * @param before the Things that were spoken of before: whose words are said where none is named
   */
  Found find(Heard heard, List<Thing> before) {
    return new Found(heard, find(heard.text(), before), services, varieties, false);
  }

  /**
   * Splits a heard sentence into what its words stand for and the text between. Which words are a
   * Thing's own is known only when the Things are.
   */
  List<Part> find(String heard) {
    return find(heard, List.of());
  }

  /**
   * Finds what a sentence may be about where no word is one of Things that it does not name: "raise
   * the blind" is not what a drying rack calls to raise.
   */
  Found findOfNamed(Heard heard, List<Thing> before) {
    List<Part> parts = named(heard.text());
    List<OwnWords.Sayings> own = ownWords.own(meant(parts, before));
    return new Found(heard, find(heard.text(), parts, own), services, varieties, false);
  }

  private List<Part> find(String heard, List<Thing> before) {
    List<Part> named = named(heard);
    List<Thing> meant = meant(named, before);
    List<Part> parts = find(heard, named, ownWords.of(meant));
    List<Thing> only = meant.isEmpty() ? offering(parts) : List.of();
    return only.size() == 1 ? find(heard, parts, ownWords.of(only)) : parts;
  }

  private List<Part> named(String heard) {
    return find(heard, (at, name, after) -> Optional.empty());
  }

  private static List<Thing> meant(List<Part> named, List<Thing> before) {
    List<Thing> mentioned = new ArrayList<>();
    for (Part part : named) {
      if (part instanceof Part.Named name) {
        mentioned.addAll(name.mention().things());
      }
    }
    return mentioned.isEmpty() ? before : mentioned;
  }

  private List<Part> find(String heard, List<Part> named, List<OwnWords.Sayings> own) {
    return own.isEmpty()
        ? named
        : find(heard, (at, name, after) -> own(heard, at, name, after, own));
  }

  /** "Water the veg bed": what only one Thing does is said of that Thing. */
  private List<Thing> offering(List<Part> parts) {
    return varieties.stream()
        .filter(thing ->
            parts.stream().anyMatch(part -> part instanceof Part.Own own && has(thing, own.word())))
        .toList();
  }

  private static boolean has(Thing thing, String word) {
    return thing.property(word).isPresent() || thing.action(word).isPresent();
  }

  /**
   * Looks for a Thing's own word at a place where a name ends there and another ended before it.
   */
  private interface Own {
    Optional<OwnWords.Match> at(int at, int endOfName, List<Thing> after);
  }

  /**
   * A Thing's own word is longer than the name, or follows the Thing: the wine cooler's light. One
   * Han character alone is a part of too many words.
   */
  private Optional<OwnWords.Match> own(
      String heard, int at, int name, List<Thing> after, List<OwnWords.Sayings> own) {
    return OwnWords.at(heard, at, ownWords.own(after))
        .filter(word -> word.end() >= name)
        .or(() ->
            OwnWords.at(heard, at, own)
                .filter(word -> word.end() > name && word.end() > at + 1)
                .filter(word -> after.isEmpty() || after.stream().anyMatch(offers(word.word())))
                .filter(word -> !isProperty(heard.substring(at, word.end()), after))
                .filter(word -> !Which.isSide(heard.substring(at, word.end()))));
  }

  private static Predicate<Thing> offers(String word) {
    return thing ->
        has(thing, word)
            || thing.properties().values().stream()
                .anyMatch(property -> OwnWords.values(property).contains(word))
            || thing.actions().values().stream()
                .flatMap(action -> Field.of(thing, action).stream())
                .anyMatch(field -> field.name().equals(word) || field.words().contains(word));
  }

  private List<Part> find(String heard, Own own) {
    TimeReader times = new TimeReader(heard);
    List<Part> parts = new ArrayList<>();
    int plain = 0;
    int at = 0;
    while (at < heard.length()) {
      boolean starts = starts(heard, at);
      Optional<Part.Named> another = starts ? another(parts, heard, at) : Optional.empty();
      if (another.isPresent()) {
        text(parts, heard.substring(plain, at));
        parts.add(another.get());
        at += another.get().phrase().length();
        plain = at;
        continue;
      }
      int end = starts ? longestAt(heard, at) : at;
      String longest = heard.substring(at, end);
      end -= verbBehind(heard, at, end);
      int compound = starts ? compoundAt(heard, at) : at;
      if (compound > end && own.at(at, compound - 1, owners(parts, heard, plain, at)).isEmpty()) {
        at = compound;
        continue;
      }
      Optional<TimeReader.Read> time =
          starts ? times.at(at).filter(r -> ends(heard, r.end())) : Optional.empty();
      String name = longest;
      if (starts && mayBeMisheard(name) && time.isEmpty()) {
        int known = names.isThere(name) ? end : at;
        Optional<Misheard.Slip> slip = misheard.at(heard, at).filter(it -> it.end() > known);
        name = slip.map(Misheard.Slip::name).orElse(name);
        end = slip.map(Misheard.Slip::end).orElse(end);
        String placed = slip.isPresent() && plain == at ? placed(parts, name) : name;
        if (!placed.equals(name)) { // 客厅窗连 is one name
          at -= parts.removeLast().phrase().length();
          plain = at;
          name = placed;
        }
      }
      int timeEnd = time.map(TimeReader.Read::end).orElse(at);
      Optional<OwnWords.Match> word =
          starts
              ? own.at(
                  at,
                  Math.max(names.isThere(name) ? end : end - 1, timeEnd),
                  owners(parts, heard, plain, at))
              : Optional.empty();
      if (word.isPresent()) {
        end = word.get().end();
        text(parts, heard.substring(plain, at));
        addOwn(parts, new Part.Own(word.get().word(), heard.substring(at, end)));
      } else if (timeEnd > end) {
        end = timeEnd;
        text(parts, heard.substring(plain, at));
        parts.add(new Part.Timed(time.orElseThrow().time(), heard.substring(at, end)));
      } else if (end == at) {
        at++;
        continue;
      } else if (Units.isCounted(heard, at, end)
          || isVerb(heard, at, end)
          || isLockOfADoor(name, parts)
          || isProperty(name, before(parts, heard.substring(plain, at)))
          || isMode(name, parts, heard.substring(plain, at))) {
        at = end;
        continue;
      } else {
        end = named(parts, heard, plain, at, end, name);
      }
      at = end;
      plain = end;
    }
    text(parts, heard.substring(plain));
    return parts;
  }

  /** A name with the place before it, where both are the name of one Thing. */
  private String placed(List<Part> parts, String name) {
    return !parts.isEmpty()
            && parts.getLast() instanceof Part.Named(Mention place, String phrase)
            && place.isPlace()
            && names.isThere(phrase + name)
        ? phrase + name
        : name;
  }

  /** A sunroom that is not there is no sunroof; where words have no blanks, 窗连 begins with 窗. */
  private boolean mayBeMisheard(String name) {
    boolean isKnownWord =
        !name.isEmpty() && NameIndex.latin(name.charAt(0)) && names.get(name).isPresent();
    boolean isKind =
        name.length() == 1
            && Character.isIdeographic(name.charAt(0))
            && names.get(name).filter(it -> !it.types.isEmpty()).isPresent();
    return (!names.isThere(name) || isKind) && !isKnownWord;
  }

  /** The Things that were named just before some text, if the text only joins. */
  private static List<Thing> before(List<Part> parts, String text) {
    return !parts.isEmpty()
            && parts.getLast() instanceof Part.Named named
            && JOINS.contains(text.strip())
        ? named.mention().things()
        : List.of();
  }

  /** The Things whose own words, one character long too, may stand here: 油烟机风量调到大. */
  private static List<Thing> owners(List<Part> parts, String heard, int plain, int at) {
    String between = heard.substring(plain, at).strip();
    boolean isLast = at + 1 == heard.length() || !Character.isLetter(heard.charAt(at + 1));
    return isLast && SETS.contains(between)
        ? lastThing(parts).map(Mention::things).orElse(List.of())
        : before(parts, between);
  }

  /** The Thing or kind that was named last. */
  private static Optional<Mention> lastThing(List<Part> parts) {
    return parts.reversed().stream()
        .flatMap(
            part -> part instanceof Part.Named named ? Stream.of(named.mention()) : Stream.empty())
        .filter(mention -> !mention.isPlace())
        .findFirst();
  }

  private static final Set<String> SETS =
      Set.of("调到", "开到", "设为", "设到", "设成", "改成", "换成", "切到", "转到", "开", "调", "到");

  private static final Set<String> JOINS =
      Set.of("", "'s", "的", "嘅", "里的", "里面的", "入面嘅", "上的", "个", "盏", "道", "部", "只", "条");

  /** Another of the Things that were named last, by its side or, where one is excepted, number. */
  private Optional<Part.Named> another(List<Part> parts, String heard, int at) {
    Optional<Mention> last =
        parts.reversed().stream()
            .flatMap(part ->
                part instanceof Part.Named named ? Stream.of(named.mention()) : Stream.empty())
            .filter(mention -> mention.things().size() > 0)
            .findFirst();
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
                    Words.anyOf("signs", "except", heard) || Words.anyOf("signs", "stays", heard))
                .filter(which -> which.ordinals().getFirst() <= things.size())
                .map(which ->
                    new Part.Named(
                        last.get().only(Choice.numbered(things, which.ordinals())),
                        heard.substring(at, which.end())))
                .filter(named -> !named.mention().things().isEmpty()));
  }

  /** Adds a name, and what beside it says which is meant; {@return where that ends} */
  private int named(List<Part> parts, String heard, int plain, int at, int end, String name) {
    Mention mention = mention(name);
    var pair = Which.pair(heard, plain, at, name).filter(p -> names.isThere(p.getValue()));
    if (pair.isPresent()) {
      int start = pair.get().getKey();
      text(parts, heard.substring(plain, start));
      Mention both = mention(pair.get().getValue()).and(mention);
      parts.add(new Part.Named(both, heard.substring(start, end)));
      return end;
    }
    Which which = Which.around(heard, plain, at, end);
    boolean counts = mention.isPlace() ? mention.places().size() > 1 : !mention.absent();
    Optional<List<Thing>> onSide = which.onSide(mention.things());
    if (onSide.isPresent() && which.saysBothSides()) {
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
    text(parts, heard.substring(plain, which.start()));
    parts.add(new Part.Named(mention, heard.substring(which.start(), which.end())));
    return which.end();
  }

  /** 水几度 says one word twice. */
  private static void addOwn(List<Part> parts, Part.Own own) {
    if (!parts.isEmpty()
        && parts.getLast() instanceof Part.Own(String word, String phrase)
        && word.equals(own.word())) {
      parts.removeLast();
      parts.add(new Part.Own(word, phrase + own.phrase()));
    } else {
      parts.add(own);
    }
  }

  private static void text(List<Part> parts, String text) {
    if (!text.isEmpty()) {
      parts.add(new Part.Text(text));
    }
  }

  private Mention mention(String phrase) {
    NameIndex.Referents found = names.get(phrase).orElseThrow();
    Set<Thing> things = new LinkedHashSet<>(found.typed);
    things.addAll(found.exact);
    if (found.types.isEmpty() || things.isEmpty()) {
      things.addAll(found.partial);
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

  /**
   * Whether a word that also names a kind of Thing is a verb here, as in "lock the door" or 锁门:
   * what follows it tells ("*" is any name), unless an article or a name stands before it.
   */
  private boolean isVerb(String heard, int at, int end) {
    List<Lexicon.Word> followers = verbs.get(heard.substring(at, end));
    if (followers == null) {
      return false;
    }
    String before = heard.substring(0, at).strip();
    String word = before.substring(before.lastIndexOf(' ') + 1);
    boolean isNoun = ARTICLES.contains(word) || word.endsWith("'s");
    String after = heard.substring(end).stripLeading();
    boolean isNot = NOTS.stream().anyMatch(before::endsWith) && after.startsWith("的"); // 没锁的门
    return !isNoun
        && (isNot
            || followers.stream()
                .anyMatch(f ->
                    f.text().equals("*")
                        ? !after.isEmpty() && longestAt(after, 0) > 0
                        : after.startsWith(f.text()) && ends(after, f.text().length())));
  }

  /** 前门的锁 is no other Thing than the lock that is called 前门. */
  private boolean isLockOfADoor(String name, List<Part> parts) {
    boolean isLock =
        names.get(name).filter(n -> n.exact.isEmpty() && n.types.contains("Lock")).isPresent();
    return isLock
        && lastThing(parts)
            .filter(door -> door.things().size() == 1)
            .filter(door -> door.things().getFirst().types().contains("Lock"))
            .isPresent();
  }

  /** {@return the length of a verb that seems to end a name} 后门锁了 locks the back door. */
  private int verbBehind(String heard, int at, int end) {
    return verbs.keySet().stream()
        .filter(verb -> end - at > verb.length() && heard.startsWith(verb, end - verb.length()))
        .filter(verb -> !NameIndex.latin(verb.charAt(0)) && !heard.startsWith("门", end))
        .filter(verb -> isVerb(heard, end - verb.length(), end))
        .mapToInt(String::length)
        .findFirst()
        .orElse(0);
  }

  /** Whether a word behind a Thing is of what it offers: the seat's heating is no heater. */
  private static boolean isProperty(String word, List<Thing> things) {
    return things.stream()
        .flatMap(thing -> thing.properties().keySet().stream())
        .anyMatch(property -> Words.is("properties", property, word));
  }

  /**
   * Whether a name is a mode of a Thing that was named, and only a scene's (night mode) or said of
   * what is set: 空调开暖气.
   */
  private boolean isMode(String name, List<Part> parts, String between) {
    boolean isScene =
        names
            .get(name)
            .filter(found -> found.exact.stream().allMatch(t -> t.types().contains("Scene")))
            .filter(found -> found.places.isEmpty() && found.typed.isEmpty())
            .isPresent();
    return (isScene || !parts.isEmpty() && SETS.contains(between.strip()))
        && parts.stream()
            .filter(Part.Named.class::isInstance)
            .flatMap(part -> ((Part.Named) part).mention().things().stream())
            .flatMap(thing -> thing.properties().values().stream())
            .flatMap(property ->
                property.schema() instanceof ValueSchema.Text text
                    ? text.values().stream()
                    : Stream.empty())
            .anyMatch(mode -> Words.of("modes", mode).anyMatch(word -> isOnly(word, name)));
  }

  private static boolean isOnly(String word, String name) {
    return name.equals(word) || name.equals(word + "模式") || name.equals(word + " mode");
  }

  private static final Set<String> NOTS = Set.of("没", "未", "冇");

  private static final Set<String> ARTICLES =
      Set.of(
          "the", "a", "an", "my", "our", "your", "this", "that", "his", "her", "their", "first",
          "second", "third", "fourth", "last", "other", "left", "right");

  /** The end of a word that only seems to begin with a name, as 车站 and "nursery school". */
  private static int compoundAt(String heard, int at) {
    return COMPOUNDS.stream()
        .filter(word -> heard.startsWith(word, at) && ends(heard, at + word.length()))
        .mapToInt(word -> at + word.length())
        .max()
        .orElse(at);
  }

  private int longestAt(String heard, int at) {
    for (int end = Math.min(heard.length(), at + names.longest()); end > at; end--) {
      if (ends(heard, end)
          && names.get(heard.substring(at, end)).isPresent()
          && !Which.breaksANumeral(heard, end)) {
        return end;
      }
    }
    return at;
  }

  /** Latin words are found whole; between Han characters there are no word boundaries to see. */
  private static boolean starts(String text, int at) {
    return at == 0 || !NameIndex.latin(text.charAt(at)) || !NameIndex.latin(text.charAt(at - 1));
  }

  private static boolean ends(String text, int end) {
    return end == text.length()
        || !NameIndex.latin(text.charAt(end))
        || !NameIndex.latin(text.charAt(end - 1));
  }
}
