package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Clause.Timing;
import dev.trine.assistant.Clause.Verb;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the acts of a plan do although it was not said.
 *
 * @param before what was meant before in the talk
 */
record Unsaid(Said said, List<Clause> acts, List<Clause> before) {
  private static final Pattern NOW =
      Pattern.compile("(?<!from )\\b(?:right )?now(?: please)?$|(?<![从由])(?:现在|而家)(?!起|开始)[^,]*$");

  private static final Pattern TO =
      Pattern.compile(
          "[到至~～—-]|\\b(?:till|until|through)\\b|\\bfrom\\b.*\\bto\\b"
              + "|\\bto (?=\\d|half|quarter|noon|midnight)");

  private static final Pattern PLAYS =
      Pattern.compile("\\b(?:play|hear|listen|music|song|songs|album)\\b|[播放听]");

  /** 漏没漏煤气, 关没关: what asks so orders nothing; 能不能 and 好不好 do. */
  private static final Pattern OR_NOT = Pattern.compile("([\\p{IsHan}&&[^能可好要行对会得肯]])[没冇]\\1");

  private static final Pattern WAKES = Words.pattern("{wakes}|^wake me ");

  private static final Pattern BEFORE_IT = Pattern.compile("\\bbefore (?:it|they) ([a-z]{3,})$");

  /** {@return whether something is done that was not said} */
  boolean isDone() {
    return isQuestion()
        || callsWhoIsLetIn()
        || turnsOffUnsaid()
        || ringsNobody()
        || runsScenesTogether()
        || new Contrary(said, acts).isDone()
        || new Missetting(said, acts).isDone()
        || turnsOnAPlace()
        || startsWhatStandsIn()
        || doesAnotherAct()
        || new Copies(said, acts).areWrong()
        || drivesACar()
        || switchesWhatIsSought()
        || seeksUnsaid()
        || ringsForACall()
        || delaysWhatIsForNow()
        || switchesAnotherOfThatName()
        || usesAServiceUnsaid()
        || playsWhatIsSet()
        || skipsUnsaid()
        || stopsUnsaid()
        || opensAWindowUnsaid()
        || avoidsUnsaid()
        || watersNoZone()
        || remindsWhoIsToBeWoken()
        || doesWhatIsToCome()
        || takesAValueForAnHour()
        || takesTwoHours()
        || endsUnsaid()
        || new Unknown(said, acts).isTakenForAll()
        || new HowMany(said, acts).isMistaken()
        || comesHomeOnTheWay();
  }

  /** "The lamp on at 20 percent" waits for no evening, nor does "the air con on at 19". */
  private boolean takesAValueForAnHour() {
    return acts.stream()
        .flatMap(act -> act.timing().stream())
        .filter(timing -> timing.how() == Timing.How.AT)
        .flatMap(timing -> timing.times().stream())
        .map(Time::bareHour)
        .filter(hour -> !hour.isEmpty())
        .anyMatch(hour ->
            Pattern.compile(
                    "\\bat %s(?:%%| ?(?:percent|degrees|°)%s)"
                        .formatted(
                            Pattern.quote(hour), hour.matches("1[3-9]|2\\d") ? "|(?![:\\d])" : ""))
                .matcher(said.heard())
                .find());
  }

  /** 七点叫我起床，六点半打开热水器: an hour for which there is no act is of another act. */
  private boolean takesTwoHours() {
    List<List<Time.Moment>> hours =
        acts.stream().map(Unsaid::hours).filter(all -> !all.isEmpty()).toList();
    return hours.stream().flatMap(List::stream).distinct().count() > hours.size();
  }

  /** 七点叫醒我，八点提我带伞 is no entry from seven to eight. */
  private boolean endsUnsaid() {
    return acts.stream().anyMatch(act -> !act.said("until").isEmpty())
        && !TO.matcher(said.heard()).find();
  }

  private static List<Time.Moment> hours(Clause act) {
    return act.said("at").stream()
        .flatMap(at ->
            at instanceof Argument.When(Time.Moment moment) && moment.minutes().isPresent()
                ? Stream.of(moment)
                : Stream.of())
        .toList();
  }

  /** The light in the fish tank is no light of the room. */
  private boolean switchesAnotherOfThatName() {
    return ItsOwn.of(said.found())
        .filter(it -> acts.stream().anyMatch(act -> act.isOf(it.own())))
        .isPresent();
  }

  /** 回家顺路去一下加油站 runs no scene of coming home. */
  private boolean comesHomeOnTheWay() {
    return said.is("via") && acts.stream().anyMatch(act -> act.name().equals("activate"));
  }

  /** "Have I left the oven on" turns on no oven; whether 能把灯关了吗 asks, the plan knows better. */
  private boolean isQuestion() {
    return acts.size() == said.clauses().size()
        && !said.is("request")
        && (AskedOrTold.asksHowItIs(said.heard())
            || OR_NOT.matcher(said.heard()).find()
            || Words.of("signs", "question")
                .filter(word -> !said.isCopied(word))
                .anyMatch(word -> asks(word, said.heard(), said.heard())));
  }

  /** {@return whether a sentence begins as a question does, or holds what ends one in between} */
  static boolean asks(String heard, String between) {
    return Words.of("signs", "question").anyMatch(word -> asks(word, heard, between));
  }

  private static boolean asks(String word, String heard, String between) {
    return word.charAt(0) < 0x80 ? heard.startsWith(word + " ") : between.contains(word);
  }

  /** 厨房全部油漆 says of nothing that it is to be on. */
  private boolean turnsOnAPlace() {
    return !said.is("on")
        && acts.stream()
            .filter(act -> act.name().equals("on") && act.value().equals("true"))
            .anyMatch(act -> act.target().filter(Target::isOnlyPlaced).isPresent());
  }

  /** 水波炉用蒸的 says not that it is to start, though it has no other switch. */
  private boolean startsWhatStandsIn() {
    return said.found().standsIn()
        && Stream.of("on", "start", "run", "most").noneMatch(said::is)
        && acts.stream().anyMatch(act -> act.value().equals("true") && !said.isNamed(act.name()));
  }

  /** "Start charging" starts nothing else. */
  private boolean doesAnotherAct() {
    return acts.stream()
        .filter(act -> act.verb() == Verb.DO)
        .anyMatch(act -> Words.of("actions", act.name()).anyMatch(word -> saysMore(word)));
  }

  /** Whether the words of another action were said, of which those of this one are a part. */
  private boolean saysMore(String word) {
    return Words.of("actions")
        .anyMatch(other ->
            other.length() > word.length()
                && other.contains(word)
                && Words.isSaid(other, said.heard()));
  }

  /** What moves a car is never done, and nothing else is meant by it. */
  private boolean drivesACar() {
    return Words.anyOf("signs", "drive", said.heard());
  }

  /** "Where is the robot" starts none. */
  private boolean switchesWhatIsSought() {
    return said.is("find")
        && acts.stream()
            .anyMatch(act -> Set.of("start", "on", "return-to-base").contains(act.name()));
  }

  /** "Check how much battery Henry's got" has nothing call out. */
  private boolean seeksUnsaid() {
    return !said.is("find")
        && acts.stream()
            .anyMatch(act ->
                act.name().equals("locate")
                    && said.ownWords().noneMatch(own -> own.word().equals(act.name())));
  }

  /** "We'll soak in an hour, set the tub to 39 now" is for now. */
  private boolean delaysWhatIsForNow() {
    return NOW.matcher(said.heard()).find()
        && acts.stream()
            .flatMap(act -> act.timing().stream())
            .anyMatch(timing -> timing.how() == Timing.How.IN || timing.how() == Timing.How.AT);
  }

  /** "Ring the surgery" rings no phone that nobody named. */
  private boolean ringsForACall() {
    return said.found().mentions().stream().allMatch(Mention::isPlace)
        && acts.stream().anyMatch(act -> act.name().equals("ring"));
  }

  /**
   * Whether a service is used that nobody named, now or just before, and of whose use there was no
   * word.
   */
  boolean usesAServiceUnsaid() {
    return said.clauses().stream()
        .filter(clause -> acts.contains(clause) || clause.verb() == Verb.GET)
        .filter(act -> act.thing().stream().noneMatch(this::wasUsed))
        .map(Services::uses)
        .anyMatch(words ->
            !words.isEmpty() && words.stream().noneMatch(w -> Words.isSaid(w, said.heard())));
  }

  /** "Put the truck on defrost" plays no song of that name. */
  private boolean playsWhatIsSet() {
    boolean plays = PLAYS.matcher(said.heard()).find();
    return acts.stream()
        .filter(act -> act.name().equals("play-media"))
        .flatMap(Clause::texts)
        .map(it -> Hearing.normal(it.said()))
        .anyMatch(it ->
            !plays && SwitchedTo.isAModeOrSource(said.found(), it)
                || said.heard().contains(it + "模式"));
  }

  /** 放一首成都 is no next one. */
  private boolean skipsUnsaid() {
    return !said.is("skips") && acts.stream().anyMatch(act -> act.name().equals("next"));
  }

  /** 叫程式车跑迷宫 stops nothing. */
  private boolean stopsUnsaid() {
    return acts.stream().anyMatch(act -> act.verb() == Verb.DO && act.name().equals("stop"))
        && Stream.of("off", "not", "forbid", "back").noneMatch(said::is)
        && !Words.anyOf("beside", "stops", said.heard())
        && !Words.anyOf("beside", "brings to an end", said.heard())
        && !Words.anyOf("actions", "stop", said.heard());
  }

  /** 司机位暖气开二级 opens no window that is called as the seat is. */
  private boolean opensAWindowUnsaid() {
    return acts.stream()
        .filter(act -> act.verb() == Verb.DO || act.name().equals("position"))
        .flatMap(act -> act.thing().stream())
        .map(Mention::things)
        .anyMatch(things ->
            things.stream().anyMatch(it -> it.types().contains("CarWindow"))
                && things.stream().anyMatch(it -> it.types().contains("CarSeat"))
                && Words.of("types", "Window").noneMatch(said.heard()::contains));
  }

  /** Whether a way is avoided of which nobody said so. */
  private boolean avoidsUnsaid() {
    return acts.stream().anyMatch(act -> !act.said("avoid").isEmpty())
        && Stream.of("avoid", "not", "forbid", "without").noneMatch(said::is);
  }

  /** "Water the raised beds for 12 minutes" turns on no bed. */
  private boolean watersNoZone() {
    return Zoned.of(said.found())
        .filter(Zoned::isOfAZone)
        .filter(plan -> acts.stream().noneMatch(act -> act.name().equals(plan.name())))
        .isPresent();
  }

  /** 五点叫醒我飞早机 sets an alarm. */
  private boolean remindsWhoIsToBeWoken() {
    return WAKES.matcher(said.heard()).find()
        && acts.stream().anyMatch(act -> act.name().equals("add") && !act.said("title").isEmpty())
        && acts.stream().noneMatch(act -> act.isOfA("AlarmClock"));
  }

  /** "Wait fifteen minutes before it cycles" has nothing cycle now. */
  private boolean doesWhatIsToCome() {
    Matcher before = BEFORE_IT.matcher(said.heard());
    return before.find()
        && acts.stream()
            .filter(act -> act.verb() == Verb.DO)
            .anyMatch(
                act -> Vocabulary.parts(act.name()).stream().anyMatch(before.group(1)::startsWith));
  }

  private boolean wasUsed(Mention service) {
    return before.stream()
        .flatMap(clause -> clause.thing().stream())
        .map(Mention::things)
        .anyMatch(used -> !used.isEmpty() && service.things().containsAll(used));
  }

  /** 开大闸俾速递入嚟 calls nobody. */
  private boolean callsWhoIsLetIn() {
    return Rewording.letsIn(said.heard())
        && acts.stream().anyMatch(act -> act.name().equals("open") || act.name().equals("locked"))
        && acts.stream().anyMatch(act -> act.name().equals("call") || act.name().equals("send"));
  }

  /** "Ring Roger" turns on no doorbell that is called Ring. */
  private boolean ringsNobody() {
    return Rewording.rings(said.found())
        && said.found().mentions().stream().anyMatch(it -> it.isOf("Person"))
        && acts.stream().noneMatch(act -> act.name().equals("call"));
  }

  /** "For the scones": nobody runs all scenes at once. */
  private boolean runsScenesTogether() {
    return acts.stream()
        .filter(act -> act.name().equals("activate"))
        .flatMap(act -> act.target().stream())
        .anyMatch(target -> target.quantity() == Clause.Quantity.EACH);
  }

  /** 帮我排钢琴检定 turns no piano off, nor 喂咗鱼缸啲鱼 the light of the tank. */
  private boolean turnsOffUnsaid() {
    return Stream.of("off", "not", "forbid", "condition", "stays", "back", "least", "except")
            .noneMatch(said::is)
        && !Words.heard("beside", "stops", said.heard())
        && acts.stream()
            .filter(act -> act.verb() == Verb.SET && act.value().equals("false"))
            .anyMatch(act ->
                act.name().equals("on")
                    ? act.timing().isPresent()
                    : !OwnWords.learnt(act.name()) && !said.isNamed(act.name()));
  }
}
