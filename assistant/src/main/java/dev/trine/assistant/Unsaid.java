package dev.trine.assistant;

import dev.trine.assistant.Clause.Timing;
import dev.trine.assistant.Clause.Verb;
import java.util.List;
import java.util.Set;
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

  private static final Pattern PLAYS =
      Pattern.compile("\\b(?:play|hear|listen|music|song|songs|album)\\b|[播放听]");

  /** 净化器上显示多少, 我想知道插座吃掉几瓦, "I'm curious what it's set on". */
  private static final Pattern HOW_MUCH =
      Pattern.compile(
          "^(?:我?想知道|想问|i'm curious|i wonder|i'd like to know) ?|[烧升去降热跑]到(?:多少|几多)度[了啦呀]?$|(?<![到成设为按够剩])(?:多少|几多|几[台盏部瓦趴米成度支格])(?:在开|开着|度|瓦)?[啊呀呢啦了]*(?:[?？]|$)");

  /** "Side gate shut?" */
  private static final Pattern HOW_IT_IS =
      Pattern.compile(
          "(?!(?:turn|switch|put|leave|keep|get|have|make|can|could|would|will|shall|is|are|was|were|did|do|does|any|what|which|who) )(?:the |my |our )?[a-z' ]+? (?:shut|closed|open|locked|unlocked|on|off|running|empty|full)\\?");

  /** 漏没漏煤气, 关没关, 用不用带伞: what asks so orders nothing; 能不能 and 好不好 do. */
  private static final Pattern OR_NOT =
      Pattern.compile("([\\p{IsHan}&&[^能可好要行对会得肯]])[没冇]\\1|(?:使唔使|用[不唔]用|要[不唔]要|需不需要)[带攞拿]");

  /** {@return whether something is done that was not said} */
  boolean isDone() {
    return isQuestion()
        || turnsOffUnsaid()
        || ringsNobody()
        || new Contrary(said, acts).isDone()
        || new Missetting(said, acts).isDone()
        || new Copies(said, acts).areWrong()
        || drivesACar()
        || switchesWhatIsSought()
        || ringsForACall()
        || delaysWhatIsForNow()
        || switchesAnotherOfThatName()
        || usesAServiceUnsaid()
        || playsWhatIsSet()
        || skipsUnsaid()
        || stopsUnsaid()
        || watersNoZone()
        || new HowMany(said, acts).isMistaken()
        || notesWhatIsTold();
  }

  /** The light in the fish tank is no light of the room. */
  private boolean switchesAnotherOfThatName() {
    return ItsOwn.of(said.found())
        .filter(it -> acts.stream().anyMatch(act -> act.isOf(it.own())))
        .isPresent();
  }

  /** 关客厅电视，明天要考试了: what is told beside another order is noted nowhere. */
  private boolean notesWhatIsTold() {
    List<String> services =
        acts.stream().map(act -> act.thing().map(Services::word).orElse("")).distinct().toList();
    return services.size() > 1
        && services.contains("calendar")
        && Stream.of("books", "notes down", "tells")
            .noneMatch(sign -> Words.anyOf("beside", sign, said.heard()))
        && !said.is("reminds");
  }

  /** "Have I left the oven on" turns on no oven; whether 能把灯关了吗 asks, the plan knows better. */
  private boolean isQuestion() {
    return acts.size() == said.clauses().size()
        && !said.is("request")
        && (HOW_IT_IS.matcher(said.heard()).matches()
            || OR_NOT.matcher(said.heard()).find()
            || HOW_MUCH.matcher(said.heard()).find()
            || Words.of("signs", "question").anyMatch(this::isAsked));
  }

  /** In English at the beginning, in Chinese at the end: 锁了没, 没锁的话给锁上 orders. */
  private boolean isAsked(String word) {
    return Script.isLatin(word.charAt(0))
        ? said.heard().startsWith(word + " ")
        : said.heard().endsWith(word);
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

  /** "Water the raised beds for 12 minutes" turns on no bed. */
  private boolean watersNoZone() {
    return Zoned.of(said.found())
        .filter(Zoned::isOfAZone)
        .filter(plan -> acts.stream().noneMatch(act -> act.name().equals(plan.name())))
        .isPresent();
  }

  private boolean wasUsed(Mention service) {
    return before.stream()
        .flatMap(clause -> clause.thing().stream())
        .map(Mention::things)
        .anyMatch(used -> !used.isEmpty() && service.things().containsAll(used));
  }

  /** "Ring Roger" turns on no doorbell that is called Ring. */
  private boolean ringsNobody() {
    return Rewording.rings(said.found())
        && said.found().mentions().stream().anyMatch(it -> it.isOf("Person"))
        && acts.stream().noneMatch(act -> act.name().equals("call"));
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
