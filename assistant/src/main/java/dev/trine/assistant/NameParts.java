package dev.trine.assistant;

import dev.trine.things.Thing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What else people say for a name: its end, its maker, whose room it is, its kind behind it. */
final class NameParts {
  private static final Pattern WORDS = Pattern.compile(".*\\p{L}.*|\\d{3,}");
  private static final Pattern NUMBERED = Pattern.compile("(.*\\p{L}) ?\\d{1,2}号?");

  private static final Set<String> MODES =
      Words.of("modes").collect(Collectors.toUnmodifiableSet());

  private static final List<String> KINDS = Words.of("types").toList();

  /** The smoke of a smoke sensor made none, nor "leaving" of "Leaving home". */
  /** JBL, TCL. */
  private static final Pattern ABBREVIATED = Pattern.compile("[b-df-hj-np-tv-xz]{3}");

  private static final Set<String> OF_NO_MAKER = Set.of("Sensor", "Scene");

  /** 浩浩房间 and 爷爷奶奶房, but no 书房. */
  private static final Pattern ROOM_OF = Words.pattern("(\\p{IsHan}{2,}){names: rooms}");

  /** 爷爷奶奶. */
  private static final Pattern TWO_OWNERS = Pattern.compile("((.)\\2)((.)\\4)");

  /** What tells where its wearer is: 项圈. */
  private static final List<String> WORN = Words.of("names", "worn").toList();

  /** What may be said behind its owner for what is somebody's. */
  private static final List<String> OWNED = Words.of("names", "owned").toList();

  /** What may be said so where its name is in English. */
  private static final List<String> OWNED_IN_ENGLISH =
      Words.of("names", "owned in English").toList();

  /** What stands on something: 桌子 is said for 书桌. */
  private static final Set<String> WITH_SUFFIX = Words.set("names", "with suffix");

  private static final List<String> SUFFIXES = Words.of("names", "suffixes").toList();

  /** What a seat's side is called in Chinese. */
  private static final List<String> SIDES = Words.of("names", "sides").toList();

  /** What a sensor's name ends with. */
  private static final List<String> SENSORS =
      Stream.concat(Words.of("types", "Sensor"), Words.of("names", "at a door")).toList();

  /** Words for a kind that say of which form it is. */
  private static final Set<String> FORMS = Words.set("names", "forms");

  /** What hangs in the middle of a ceiling, and what else it is called: 大灯. */
  private static final List<String> MAIN_LIGHT = Words.of("names", "main light").toList();

  private static final List<String> AS_MAIN_LIGHT = Words.of("names", "as main light").toList();

  /** The festoons are the festoon lights. */
  private static final Pattern LIGHTS = Pattern.compile("([a-z]{4,}) lights");

  /** 流理台灯 is no 台灯: what stands before 台 where that is furniture, or a balcony. */
  private static final String OF_A_TABLE = "理妆阳吧灶窗手料露天茶柜作舞神书饭厨";

  private NameParts() {}

  /** A lamp called "rocket" is also the rocket lamp, 火箭 the 火箭灯. */
  static List<String> withKind(String name, Thing thing) {
    List<String> longer = new ArrayList<>();
    for (Lexicon lexicon : Lexicon.ALL) {
      boolean latin = Script.isLatin(name.isEmpty() ? '语' : name.charAt(name.length() - 1));
      if (latin == lexicon.language().equals("en")) {
        for (String type : thing.types()) {
          for (Lexicon.Word word : lexicon.section("types").getOrDefault(type, List.of())) {
            if (!name.endsWith(word.text())) {
              longer.add(name + (latin ? " " : "") + word.text());
            }
          }
        }
      }
    }
    return longer;
  }

  /**
   * {@return the maker before the kind of Thing} 格力 of 格力空调, dyson of "Dyson TP07".
   *
   * @param name without the place that it may begin with
   */
  static Optional<String> maker(String name, Thing thing) {
    boolean hasNone =
        name.isEmpty()
            || KINDS.contains(name)
            || thing.types().stream().anyMatch(OF_NO_MAKER::contains);
    if (hasNone) {
      return Optional.empty();
    }
    if (Script.isLatin(name.charAt(0))) {
      String first = name.split(" ")[0];
      boolean isLong = first.length() > 3 || ABBREVIATED.matcher(first).matches();
      return isLong && first.length() < name.length() && !isWord(first)
          ? Optional.of(first)
          : Optional.empty();
    }
    return KINDS.stream()
        .filter(kind -> name.endsWith(kind) && name.length() - kind.length() > 1)
        .map(kind -> name.substring(0, name.length() - kind.length()))
        .min(Comparator.comparingInt(String::length))
        .filter(head -> !isWord(head) && !Which.isSide(head));
  }

  /** {@return whose it is and its last word} Hannah's lamp is Hannah's bedside lamp. */
  static Optional<String> ownersKind(String name) {
    Matcher whole = OWNERS_KIND.matcher(name);
    return whole.matches() ? Optional.of(whole.group(1) + whole.group(2)) : Optional.empty();
  }

  /** {@return who wears what tells where it is} Biscuit is where Biscuit's collar is. */
  static Optional<String> wearer(String name, Thing thing) {
    int owner = name.indexOf("'s ");
    return thing.property("location").isEmpty()
        ? Optional.empty()
        : owner > 2
            ? Optional.of(name.substring(0, owner))
            : WORN.stream()
                .filter(worn -> name.endsWith(worn) && name.length() > worn.length() + 1)
                .map(worn -> name.substring(0, name.length() - worn.length()))
                .map(who -> who.endsWith("的") ? who.substring(0, who.length() - 1) : who)
                .findFirst();
  }

  private static final Pattern OWNERS_KIND = Pattern.compile("([a-z]+'s ).* ([a-z]+)");

  /** {@return whether words say a kind of Things} */
  static boolean isKind(String words) {
    return KINDS.contains(words);
  }

  /** {@return whether an English word for some types is not the very word for any of them} */
  static boolean isAnotherWord(String word, Set<String> types) {
    return Script.isLatin(word.charAt(0))
        && Lexicon.firstWords(types)
            .noneMatch(first -> word.equals(first.text()) || word.equals(first.plural()));
  }

  /** {@return whether words say no more than that it is a lamp} */
  static boolean isLight(String words) {
    return Lexicon.firstWords(Set.of("Light"))
        .anyMatch(word -> words.equals(word.text()) || words.equals(word.plural()));
  }

  /** {@return whether a word for a kind says of which form it is: 吊扇 is no 排风扇} */
  static boolean isForm(String word) {
    return FORMS.contains(word);
  }

  /** {@return what the main light of a room is called} */
  static List<String> mainLights() {
    return AS_MAIN_LIGHT;
  }

  static boolean isMainLight(String words) {
    return AS_MAIN_LIGHT.contains(words);
  }

  /** {@return whether a word says a mode} */
  static boolean isMode(String word) {
    return MODES.contains(word);
  }

  /**
   * Whether a word says something else than a name: a mode, a common word, the beginning of a kind.
   */
  private static boolean isWord(String head) {
    return head.endsWith("'s")
        || MODES.contains(head)
        || Misheard.isCommon(head)
        || KINDS.stream().anyMatch(kind -> kind.startsWith(head));
  }

  /**
   * What a sensor of doors and windows is at: 大门 of 大门门磁, "shed door" of "shed door sensor". 门
   * alone is a part of too many words.
   */
  static Optional<String> watched(String name, Thing thing) {
    return thing.property("contact").isEmpty()
        ? Optional.empty()
        : SENSORS.stream()
            .filter(name::endsWith)
            .map(sensor -> name.substring(0, name.length() - sensor.length()).strip())
            .map(door -> door.endsWith("门门") ? door.substring(0, door.length() - 1) : door)
            .filter(door -> !door.isEmpty() && !door.equals("门"))
            .findFirst()
            .or(() -> Optional.of(name).filter(door -> door.matches(".+窗|.*\\bwindows?")));
  }

  /** In a car the passenger seat is also the passenger side, 副驾座椅 also 副驾. */
  static List<String> heads(String name, Thing thing) {
    return Lexicon.ALL.stream()
        .flatMap(lexicon -> lexicon.section("types").entrySet().stream())
        .filter(words -> thing.types().contains(words.getKey()))
        .flatMap(words -> words.getValue().stream())
        .map(Lexicon.Word::text)
        .filter(word -> name.endsWith(word) && name.length() > word.length())
        .map(word -> name.substring(0, name.length() - word.length()).strip())
        .filter(head ->
            head.length() > 1 && !head.endsWith("的") && !head.endsWith("嘅") && !Which.isSide(head))
        .flatMap(head ->
            Script.isLatin(head.charAt(head.length() - 1))
                ? Stream.of(head + " side", head + "'s side", head + "s side")
                : Stream.concat(Stream.of(head), SIDES.stream().map(side -> head + side)))
        .toList();
  }

  private static final Pattern BESIDE =
      Pattern.compile(" (?:behind|beside|by|near|over|above|under|next to) (?=the |my |our )");

  /** Ends of a name that may stand for it: words in Latin script, two characters or more in Han. */
  static List<String> tails(String name) {
    List<String> tails = new ArrayList<>();
    Matcher beside = BESIDE.matcher(name);
    int end = beside.find() ? beside.end() : name.length(); // a strip behind the telly is no telly
    for (int at = 1; at < end; at++) {
      // "2" of "lamp 2" is a number first; of the words said to any home, "heating" is a kind
      String tail = name.substring(at);
      boolean wordStart =
          name.charAt(at - 1) == ' '
              && WORDS.matcher(tail).matches()
              && (!Misheard.isCommon(tail) || isKind(tail));
      // 副驾驶座 is no 驾驶座
      boolean han =
          Character.isIdeographic(name.charAt(at))
              && name.charAt(at - 1) != '副'
              && !(name.charAt(at) == '台' && OF_A_TABLE.indexOf(name.charAt(at - 1)) >= 0)
              && "开关锁的号".indexOf(name.charAt(at)) < 0
              && name.length() - at >= 2;
      if (wordStart || han) {
        tails.add(tail);
      }
    }
    if (MAIN_LIGHT.stream().anyMatch(name::endsWith)) {
      tails.addAll(AS_MAIN_LIGHT);
    }
    Matcher lights = LIGHTS.matcher(name);
    if (lights.matches() && !isWord(lights.group(1))) {
      tails.add(lights.group(1) + "s");
    }
    String last = name.length() > 1 ? name.substring(name.length() - 1) : "";
    if (WITH_SUFFIX.contains(last)) {
      SUFFIXES.forEach(suffix -> tails.add(last + suffix));
    }
    return tails;
  }

  /** "bedroom" of "bedroom 2". */
  static Optional<String> unnumbered(String name) {
    Matcher numbered = NUMBERED.matcher(name);
    return numbered.matches() ? Optional.of(numbered.group(1)) : Optional.empty();
  }

  /** "anna's" and anna房间 of "anna's room", 豆豆 and 豆豆房间 of 豆豆的房间. */
  static List<String> owners(String name) {
    int apostrophe = name.indexOf("'s ");
    if (apostrophe > 0) {
      String owner = name.substring(0, apostrophe);
      return Stream.concat(
              Stream.of(owner + "'s", name.replace("'s ", "s ")),
              OWNED_IN_ENGLISH.stream().map(word -> owner + word))
          .toList();
    }
    int of = name.indexOf('的');
    boolean isOfSomeone = of > 0 && of < name.length() - 1;
    String bare = name.replace("的", "");
    Matcher room = ROOM_OF.matcher(bare);
    if (!room.matches()) {
      return isOfSomeone
          ? List.of(name.substring(0, of), name.substring(0, of + 1), bare)
          : List.of();
    }
    String owner = room.group(1);
    Matcher two = TWO_OWNERS.matcher(owner);
    return Stream.concat(
            isOfSomeone ? Stream.of(owner, bare) : Stream.empty(),
            (two.matches() ? Stream.of(owner, two.group(1), two.group(3)) : Stream.of(owner))
                .flatMap(someone -> OWNED.stream().map(word -> someone + word)))
        .toList();
  }

  /**
   * {@return whether a word is the one that names what hangs there} 主卧纱帘 is the one of two curtains
   * that 纱帘 names.
   */
  static boolean isHungFor(String kind, Thing thing) {
    return Lexicon.ALL.stream()
        .flatMap(lexicon ->
            Whereabouts.COVERS.stream()
                .flatMap(type ->
                    lexicon.section("types").getOrDefault(type, List.of()).stream().skip(1)))
        .anyMatch(word ->
            thing.types().stream().anyMatch(Whereabouts.COVERS::contains)
                && word.text().equals(kind));
  }
}
