package dev.trine.assistant;

import dev.trine.things.Action;
import dev.trine.things.Household;
import dev.trine.things.Property;
import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.HashSet;
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

  private static final String THE = "the ";

  private final NameIndex names;
  private final Naming naming;
  private final Whose whose;
  private final WordSense senses;
  private final Misheard misheard;
  private final OwnWords ownWords;
  private final Map<String, Mention> services;
  private final List<Thing> varieties;

  /** Only few sentences need them. */
  private Optional<Sayings> titleParts = Optional.empty();

  Finder(Household household) {
    names = new NameIndex(household);
    naming = new Naming(names);
    whose = new Whose(names);
    senses = new WordSense(names);
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
    Heard told = whose.told(heard);
    return new Found(told, find(told.text(), before), services, varieties, false);
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
    TimesAndSlips sentence = new TimesAndSlips(heard.text(), misheard);
    List<Part> parts = named(sentence);
    List<Sayings> own = ownWords.own(meant(parts, before));
    return new Found(heard, find(sentence, parts, own), services, varieties, false);
  }

  /**
   * Finds what a sentence may be about where parts of titles are words too: the pellets of "Pellet
   * level". Where no Thing is named they are those that no two have.
   */
  Found findOfTitles(Heard heard, List<Thing> before) {
    TimesAndSlips sentence = new TimesAndSlips(heard.text(), misheard);
    List<Part> named = named(sentence);
    List<Thing> meant =
        meant(named, before).stream().filter(thing -> !thing.types().contains("Person")).toList();
    List<Part> parts = meant.isEmpty() ? findOf(sentence, named, meant, titleParts()) : named;
    List<Thing> things = meant.isEmpty() ? offering(parts) : meant;
    return new Found(
        heard,
        meant.isEmpty() && things.size() != 1
            ? parts
            : findOf(sentence, named, things, TitleParts.ofNamed(things)),
        services,
        varieties,
        false);
  }

  private Sayings titleParts() {
    Sayings parts = titleParts.orElseGet(() -> TitleParts.ofAll(varieties));
    titleParts = Optional.of(parts);
    return parts;
  }

  private List<Part> findOf(
      TimesAndSlips sentence, List<Part> named, List<Thing> things, Sayings titles) {
    return find(
        sentence, named, Stream.concat(ownWords.of(things).stream(), Stream.of(titles)).toList());
  }

  private List<Part> find(String heard, List<Thing> before) {
    TimesAndSlips sentence = new TimesAndSlips(heard, misheard);
    List<Part> named = named(sentence);
    List<Thing> meant = meant(named, before);
    List<Part> parts = find(sentence, named, ownWords.of(meant));
    List<Thing> only = meant.isEmpty() ? offering(parts) : List.of();
    return only.size() == 1 ? find(sentence, parts, ownWords.of(only)) : parts;
  }

  private List<Part> named(TimesAndSlips sentence) {
    return find(sentence, (at, name, after) -> Optional.empty());
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

  private List<Part> find(TimesAndSlips sentence, List<Part> named, List<Sayings> own) {
    return own.isEmpty()
        ? named
        : find(sentence, (at, name, after) -> own(sentence.heard(), at, name, after, own));
  }

  /** "Water the veg bed": what only one Thing does is said of that Thing. */
  private List<Thing> offering(List<Part> parts) {
    return varieties.stream()
        .filter(thing ->
            parts.stream()
                .anyMatch(part -> part instanceof Part.Own own && Offers.has(thing, own.word())))
        .toList();
  }

  /**
   * Looks for a Thing's own word at a place where a name ends there and another ended before it.
   */
  private interface Own {
    Optional<Sayings.Match> at(int at, int endOfName, List<Thing> after);
  }

  /**
   * A Thing's own word is longer than the name, or follows the Thing: the wine cooler's light. One
   * Han character alone is a part of too many words.
   */
  private Optional<Sayings.Match> own(
      String heard, int at, int name, List<Thing> after, List<Sayings> own) {
    if (at > 0 && heard.charAt(at - 1) == '\'') {
      return Optional.empty(); // "what's it like" tells no desk to sit
    }
    return OwnWords.at(heard, at, ownWords.own(after))
        .filter(word -> word.end() >= name)
        .filter(word -> word.end() > at + 1 || !Awaited.isFinished(heard, at))
        .or(() ->
            OwnWords.at(heard, at, own)
                .filter(word -> word.end() > name && word.end() > at + 1)
                .filter(word -> !isToldToAThing(heard.substring(at, word.end()), name - at))
                .filter(word ->
                    after.stream().allMatch(owner -> owner.types().contains("Person"))
                        || after.stream().anyMatch(offers(word.word())))
                .filter(word -> !WordSense.isProperty(heard.substring(at, word.end()), after))
                .filter(word ->
                    !Which.isSide(heard.substring(at, word.end())) || isSided(word.word())));
  }

  /** 大门打开 opens what is called 大门, though a fridge may tell that its door is open. */
  private boolean isToldToAThing(String word, int endOfName) {
    return endOfName > 0
        && names.get(word.substring(0, endOfName)).filter(it -> !it.exact.isEmpty()).isPresent()
        && Stream.of("on", "off")
            .anyMatch(it -> Words.anyOf("signs", it, word.substring(endOfName)));
  }

  /** The left battery of hearing aids, which have a right one. */
  private static boolean isSided(String word) {
    return Vocabulary.parts(word).size() > 1
        && Vocabulary.parts(word).stream().anyMatch(Which::isSide);
  }

  private static Predicate<Thing> offers(String word) {
    return thing -> Offers.knows(thing, word);
  }

  private List<Part> find(TimesAndSlips sentence, Own own) {
    String heard = sentence.heard();
    FoundSoFar found = new FoundSoFar();
    int plain = 0;
    int at = 0;
    while (at < heard.length()) {
      boolean starts = Words.starts(heard, at);
      Optional<Part.Named> another = starts ? naming.another(found, heard, at) : Optional.empty();
      if (another.isPresent()) {
        found.add(heard.substring(plain, at), another.get());
        at += another.get().phrase().length();
        plain = at;
        continue;
      }
      int end = starts ? names.longestAt(heard, at) : at;
      end = isArticleOfALonger(heard, at, end, own) ? at : end;
      String longest = heard.substring(at, end);
      end -= senses.verbBehind(heard, at, end);
      int compound =
          starts ? Math.max(WordSense.compoundEnd(heard, at), absentKind(heard, at)) : at;
      if (compound > end && own.at(at, compound - 1, found.owners(heard, plain, at)).isEmpty()) {
        at = compound;
        continue;
      }
      Optional<TimeReader.Read> time = starts ? sentence.time(at) : Optional.empty();
      String name = longest;
      if (starts && mayBeMisheard(name) && time.isEmpty()) {
        int known = names.isThere(name) ? end : at;
        Optional<Misheard.Slip> slip = sentence.slip(at).filter(it -> it.end() > known);
        name = slip.map(Misheard.Slip::name).orElse(name);
        end = slip.map(Misheard.Slip::end).orElse(end);
        String placed = slip.isPresent() && plain == at ? naming.placed(found, name) : name;
        if (!placed.equals(name)) { // 客厅窗连 is one name
          at -= found.removeLast().phrase().length();
          plain = at;
          name = placed;
        }
      }
      int timeEnd = time.map(TimeReader.Read::end).orElse(at);
      String between = heard.substring(plain, at);
      Optional<Sayings.Match> word =
          starts
              ? own.at(
                  at,
                  Math.max(
                      names.isThere(name) && !isOfAnother(name, found) ? end : end - 1, timeEnd),
                  found.owners(heard, plain, at))
              : Optional.empty();
      if (word.isPresent()) {
        end = word.get().end();
        found.add(between, new Part.Own(word.get().word(), heard.substring(at, end)));
      } else if (timeEnd > end) {
        end = timeEnd;
        found.add(between, new Part.Timed(time.orElseThrow().time(), heard.substring(at, end)));
      } else if (end == at) {
        at++;
        continue;
      } else if (Units.isCounted(heard, at, end)
          || senses.isVerb(heard, at, end)
          || senses.tellsOfAnother(heard, name, end)
          || senses.isOfWhatWasNamed(name, found, between)) {
        at = end;
        continue;
      } else {
        end = naming.add(found, heard, plain, at, end, name);
      }
      at = end;
      plain = end;
    }
    found.add(heard.substring(plain));
    return found.parts();
  }

  /**
   * "The back door" is no door in what is called "the back", nor is "the front lawn" of a valve.
   */
  private boolean isArticleOfALonger(String heard, int at, int end, Own own) {
    int noun = at + THE.length();
    return end > noun
        && heard.startsWith(THE, at)
        && (names.longestAt(heard, noun) > end
            || own.at(noun, end, List.of()).filter(word -> word.end() > end).isPresent());
  }

  /** The chicken of an air fryer is no coop: what was named before has the word, too. */
  private boolean isOfAnother(String name, FoundSoFar found) {
    return names.isOnlyPartOfAName(name)
        && found.lastThing().stream()
            .flatMap(mention -> mention.things().stream())
            .anyMatch(thing -> ownWords.says(thing, name));
  }

  /** Where a kind ends that is not there: a hot tub is no tub. */
  private int absentKind(String heard, int at) {
    if (!Script.isLatin(heard.charAt(at))) {
      return at; // where words have no blanks, the longest name has been found
    }
    int end = Kinds.endAt(heard, at);
    String kind = heard.substring(at, end);
    int last = kind.lastIndexOf(' ') + 1;
    return last > 0 && names.get(kind).isEmpty() && names.isThere(kind.substring(last)) ? end : at;
  }

  /** A sunroom that is not there is no sunroof; where words have no blanks, 窗连 begins with 窗. */
  private boolean mayBeMisheard(String name) {
    boolean isKnownWord =
        !name.isEmpty() && Script.isLatin(name.charAt(0)) && names.get(name).isPresent();
    boolean isKind =
        name.length() == 1
            && Character.isIdeographic(name.charAt(0))
            && names.get(name).filter(it -> !it.types.isEmpty()).isPresent();
    return (!names.isThere(name) || isKind) && !isKnownWord;
  }
}
