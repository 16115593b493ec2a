package dev.trine.assistant;

import dev.trine.assistant.Clause.Target;
import dev.trine.assistant.Finder.Part;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An act with the texts that it copies as they were meant: a quotation whole, a title without the
 * place where it is played, an item for each thing to be bought.
 */
final class WholeText {
  /** Between things to buy; 和牛 is one. */
  private static final Pattern AND =
      Words.pattern(
          "[、，]|(?<=\\p{IsHan}{2})(?:同埋|还有|還有|以及)|(?<=\\p{IsHan}{2}|[a-zA-Z]){and}(?=[\\p{IsHan}a-zA-Z])| {and} ");

  /** What is one item in spite of its "and". */
  private static final Pattern ONE_ITEM =
      Words.pattern("(?i){items: whole}|{items: begin}.*|.* and .* {items: end}");

  private static final Pattern SINGLE = Words.pattern("{items: single}");

  /** Two and more of them, with nothing between: people dictate no commas. */
  private static final Pattern RUN =
      Words.pattern("(?!{items: whole}$){items: single}(?:(?: |(?<=\\p{IsHan})){items: single})+");

  private static final Pattern FOR_WHOM =
      Words.pattern(
          "(?i) ?(?:给|給|畀|俾)(?:\\p{IsHan}{1,4}[看听聽睇]|(?:bb|baby)仔?[看听聽睇]?)$"
              + "|(?<=\\p{IsHan}{2})(?:[来嚟](?:听|聽)|听听|聽聽|听一听|聽一聽|听下|聽下)$"
              + "| for (?:me|us|everyone|(?:the|my|our) {family})$");

  private static final Pattern QUOTE = Pattern.compile("[\"“”「『《]([^\"“”」』》]+)[\"“”」』》]");

  /** 待办添一条补渔网, 加个行程：设计系毕业展: what a text begins with, and may be taken for an order. */
  private static final Pattern BEGINS =
      Pattern.compile("(?:1[条个项段首件样笔]|[:：] ?)(?<cut>(?![的叫是记写买话说讲名请])\\p{IsHan})$");

  private static final List<String> TEXTS = List.of("item", "title", "query", "text");

  /** 清单上记土豆, 清单里加上药: what is left of the order. */
  private static final Pattern NOTES = Pattern.compile("^(?:[记記写寫加添]上?|上)(?=\\p{IsHan}{2})");

  /** 帮我记一条：, 多样. */
  private static final Pattern ONE_MORE =
      Pattern.compile(
          "(?:[帮幫]我)?[记記写寫加添](?:上|低|下)?(?:[一1][条條样樣个個笔筆项項件]|多[样樣])[:：,，]? ?(?=\\p{IsHan}{2})"
              + "|(?:多|[一1])?[样樣](?=[\\p{IsHan}\\d]{2})");

  /** 没酱油了, and 冇豉油喇，写落买餸纸: what there is none of is what to buy. */
  private static final Pattern NONE_LEFT =
      Pattern.compile(
          "^(?:没有?|沒有?|冇|缺|少)(?=\\p{IsHan}{2})|(?<=\\p{IsHan}{2})(?:没有?|沒有?|冇)[了啦喇]?$"
              + "|(?<=\\p{IsHan}{2})(?:[剩淨净]|得返)(?:[下低返]|最|兩|两|一|个|個|半).*$|(?<=\\p{IsHan}{2})(?:[家屋][里裡]|屋企)$"
              + "|(?<=\\p{IsHan})就?快?(?:[见見]底|用完|吃完|喝完|[断斷][货貨])[了啦喇]?$");

  private static final Pattern NOTED =
      Words.pattern(
          "(?:(?:[^:：]{1,12}|[a-z' ]{1,60})[:：] ?|{please}?(?:记|写|做)(?:个|一个|低|一下|下)?(?:备忘|备忘录|笔记|note)?[ ,，]+)(.+)");

  /** Behind a singer: 的成都, but no 的歌. */
  private static final Pattern SONG_OF =
      Pattern.compile(
          "(?<song>[的嘅](?!\\p{IsHan}{0,3}(?:歌|专辑|音乐|曲|节目|精选|电台|播客|现场|演唱会|钢琴|唱片|作品|相声|小说|故事|台))(?:\\p{IsHan}{2,8}?|[a-z][a-z' ]+|[《「][^》」]+[》」]))(?=$|[,，。]|[吧啊呀啦喇吖]$)");

  /** "Haldi add it to the shopping": the order behind what it is for. */
  private static final Pattern ADD_IT =
      Pattern.compile(
          "(?i)(?<=[a-z]{2})[ ,]+(?:so |and |please |can you |could you )*(?:add|put|pop|stick|chuck|bung|throw|whack|get) (?:it|that|them|those|some)\\b.*$");

  private static final String FOR = " for ";

  /** Behind what a timer is for: 烚蛋计八分钟, 烚蛋用. */
  private static final Pattern TIMES = Pattern.compile("(?:计住?|用|计时|倒数)$");

  /** What ends a sentence and no title. */
  private static final String SOFTENS = "吧呗嘛吗么呢啊呀哦喔噢啦喇了咯囉啰哈嘞哟先听看睇聽";

  private static final Pattern PLAYS = Pattern.compile("(?<!-)\\b(?:play|put on)\\b(?!-)|[播放听]");

  /** What nobody means who does not say so; a name may well be an artist's or a song's. */
  private static final Set<String> KINDS = Set.of("album", "playlist", "podcast", "radio");

  private WholeText() {}

  /** {@return an act with its texts; mostly as it is} */
  static Clause of(Found found, Clause act) {
    Clause begun = fromItsBeginning(found, act);
    Clause whole =
        withTheSong(found, wholeTitle(found, forWhom(found, WholeDestination.of(found, begun))));
    return WholeAnnouncement.of(
        found,
        placedOnce(
            forNobody(
                named(
                    quoted(
                        found,
                        afterColon(found, throughNames(found, withoutKind(found, whole))))))));
  }

  private static Clause fromItsBeginning(Found found, Clause act) {
    String heard = found.heard().text();
    for (String member : TEXTS) {
      String text = act.text(member);
      int start = text.isEmpty() ? -1 : heard.indexOf(text);
      Matcher begins = BEGINS.matcher(heard).region(0, Math.max(0, start));
      if (start > 0 && begins.find()) {
        return act.copying(member, found.heard().said(begins.start("cut"), start + text.length()));
      }
    }
    return act;
  }

  private static Stream<String> items(String said) {
    boolean isLatin = Script.isLatin(said.charAt(0)) && !ONE_ITEM.matcher(said).matches();
    return (isLatin
            ? Stream.of(said.split(" and |, ?(?:and )?")).flatMap(AND::splitAsStream)
            : AND.splitAsStream(said))
        .flatMap(WholeText::run);
  }

  /** Butter molasses, 鸡蛋豆腐: what says no more than the names of such items is one for each. */
  private static Stream<String> run(String item) {
    String plain = Hearing.normal(item);
    boolean isARun = plain.length() == item.length() && RUN.matcher(plain).matches();
    return isARun
        ? SINGLE.matcher(plain).results().map(it -> item.substring(it.start(), it.end()))
        : Stream.of(item);
  }

  /** 洗衣液和抽纸 are two items of a shopping list. */
  static Stream<Clause> itemised(Clause act) {
    boolean isShopping = act.isOfA("ShoppingList");
    Clause noted = withoutNote(act);
    return isShopping
            && noted.said("item") instanceof List<Argument> said
            && said.size() == 1
            && said.getFirst() instanceof Argument.Text text
        ? items(bare(text.said())).map(item -> noted.copying("item", item))
        : Stream.of(noted);
  }

  private static String bare(String item) {
    String noted = ADD_IT.matcher(NOTES.matcher(item).replaceFirst("")).replaceFirst("");
    return NONE_LEFT.matcher(noted).replaceFirst("");
  }

  /** 幫我記一條：幫蘭花換盆. */
  private static Clause withoutNote(Clause act) {
    return act.said("item").size() == 1
            && act.said("item").getFirst() instanceof Argument.Text(_, String said)
            && ONE_MORE.matcher(said) instanceof Matcher note
            && note.lookingAt()
        ? act.copying("item", said.substring(note.end()))
        : act;
  }

  /** Add "book the ferry" to the list: what is quoted is copied whole. */
  private static Clause quoted(Found found, Clause act) {
    Matcher quote = QUOTE.matcher(found.heard().text());
    if (!quote.find() || act.input().isEmpty()) {
      return act;
    }
    boolean isTold = act.name().equals("announce");
    Argument whole =
        new Argument.Text(quote.group(1), found.heard().said(quote.start(1), quote.end(1)));
    return act.with(
        act.input().stream()
            .map(member ->
                member.arguments().size() == 1
                        && member.arguments().getFirst()
                            instanceof Argument.Text(var shown, var said)
                        && (isTold || isQuoted(quote.group(1), Hearing.normal(said)))
                    ? new Argument.Named(member.name(), List.of(whole))
                    : member)
            .toList());
  }

  /**
   * 待办加换烤箱灯泡: a name that stands at the end of what is to be done is a part of it, and so is the
   * rest of a last word.
   */
  private static Clause throughNames(Found found, Clause act) {
    String heard = found.heard().text();
    String item = act.text("item");
    int start = item.isEmpty() ? -1 : heard.indexOf(item);
    if (start < 0 || !act.name().equals("add")) {
      return act;
    }
    List<Span> names = found.spans().stream().filter(span -> isOfAnother(span, act)).toList();
    int said = start + item.length();
    int end = said;
    for (Span name : names) {
      end = name.start() == end ? name.end() : end;
    }
    int named = end;
    boolean isCut = names.stream().anyMatch(name -> name.end() == named);
    end = isCut && Edges.isRestOfAWord(heard.substring(end)) ? heard.length() : end;
    if (end == said) {
      return act;
    }
    String whole = found.heard().said(start, end);
    return act.copying("item", whole);
  }

  private static boolean isOfAnother(Span span, Clause act) {
    return span.part() instanceof Part.Named(Mention mention, var phrase)
        && mention.isAThing()
        && !act.isOf(mention);
  }

  private static boolean isQuoted(String quote, String copied) {
    return quote.contains(copied) || copied.contains(quote);
  }

  /** 记低：Wi-Fi 密码... is noted from the colon on, though a Thing is called Wi-Fi. */
  private static Clause afterColon(Found found, Clause act) {
    Matcher noted = NOTED.matcher(found.heard().text());
    boolean isNote = act.isOfA("Notes");
    if (!isNote || !act.name().equals("add") || !noted.matches()) {
      return act;
    }
    String title = found.heard().said(noted.start(1), noted.end(1));
    return act.said("title").stream()
            .anyMatch(it ->
                it instanceof Argument.Text text
                    && (title.endsWith(text.said()) || text.said().endsWith(title)))
        ? WholeEntry.titled(act, title)
        : act;
  }

  /** "Put orthodontist for Poppy in the diary": for whom it is belongs to what is noted. */
  private static Clause forWhom(Found found, Clause act) {
    String heard = found.heard().text();
    String title = act.text("title");
    int start = heard.indexOf(title);
    int end = start + title.length() + FOR.length();
    if (title.isEmpty() || start < 0 || !heard.startsWith(FOR, end - FOR.length())) {
      return act;
    }
    return found.spans().stream()
        .filter(span -> span.start() == end && span.isAPerson())
        .findFirst()
        .map(span -> found.heard().said(start, span.end()))
        .map(whole -> WholeEntry.titled(act, whole))
        .orElse(act);
  }

  /**
   * 放一首赵雷的成都: a title does not end before the last character, unless that only softens what is
   * said.
   */
  private static Clause wholeTitle(Found found, Clause act) {
    String heard = found.heard().text();
    String title = act.text("query");
    int last = heard.length() - 1;
    boolean isCut =
        !title.isEmpty()
            && Script.endsInHan(heard.substring(last))
            && SOFTENS.indexOf(heard.charAt(last)) < 0
            && heard.substring(0, last).endsWith(title);
    if (!isCut) {
      return act;
    }
    String whole = found.heard().said(last - title.length(), heard.length());
    return act.copying("query", whole);
  }

  /** 放赵雷的成都: the song is what is to be heard, whoever sings it. */
  private static Clause withTheSong(Found found, Clause act) {
    String heard = found.heard().text();
    String title = act.text("query");
    int start = heard.indexOf(title);
    if (title.isEmpty() || start < 0) {
      return act;
    }
    Matcher song = SONG_OF.matcher(heard).region(start + title.length(), heard.length());
    return song.lookingAt()
        ? act.copying("query", found.heard().said(start, song.end("song")))
        : act;
  }

  /** 烚蛋计八分钟 times an egg, and no "egg timing". */
  private static Clause named(Clause act) {
    Matcher times = TIMES.matcher(act.text("name"));
    if (!times.find() || times.start() == 0) {
      return act;
    }
    String said = ((Argument.Text) act.said("name").getFirst()).said();
    String own = said.substring(0, times.start());
    return act.copying("name", own);
  }

  /** "Radio 4" is what is played, and no kind of it; "play the Pogues" asks for no podcast. */
  private static Clause withoutKind(Found found, Clause act) {
    return act.said("kind").stream().anyMatch(kind -> isUnsaid(found, kind) || isEcho(act, kind))
        ? act.without("kind")
        : act;
  }

  private static boolean isUnsaid(Found found, Argument kind) {
    return kind instanceof Argument.Word(String word)
        && KINDS.contains(word)
        && PLAYS.matcher(found.heard().text()).find()
        && !Words.anyOf("kinds", word, found.heard().text());
  }

  private static boolean isEcho(Clause act, Argument kind) {
    return kind instanceof Argument.Text(_, String said)
        && act.said("query").stream()
            .anyMatch(query -> query instanceof Argument.Text text && text.said().contains(said));
  }

  /** "Peppa Pig for the kids", 小猪佩奇给孩子看: who is to see it is no part of its title. */
  private static Clause forNobody(Clause act) {
    return act.name().equals("play-media")
            && act.said("query") instanceof List<Argument> said
            && said.size() == 1
            && said.getFirst() instanceof Argument.Text(String shown, String text)
            && FOR_WHOM.matcher(text).replaceFirst("") instanceof String title
            && !title.equals(text)
            && !title.isBlank()
        ? act.copying("query", title)
        : act;
  }

  /** "Some jazz in the den" there is no title "jazz in the den"; nor is "at nine" one's end. */
  private static Clause placedOnce(Clause act) {
    boolean plays = act.name().equals("play-media");
    String member = plays ? "query" : "title";
    if (!(plays || act.name().equals("add"))
        || !(act.said(member) instanceof List<Argument> said && said.size() == 1)
        || !(said.getFirst() instanceof Argument.Text(String shown, String text))) {
      return act;
    }
    Stream<String> ends =
        plays
            ? act.target().map(Target::places).orElse(List.of()).stream()
                .flatMap(place -> Stream.of(" in " + place.phrase(), " in the " + place.phrase()))
            : act.said("at").stream()
                .flatMap(at ->
                    at instanceof Argument.Word(String hour)
                        ? Stream.of(" at " + hour)
                        : Stream.of());
    String heard = Hearing.hear(text).text();
    return ends.filter(heard::endsWith)
        .findFirst()
        .map(end -> text.substring(0, text.lastIndexOf(plays ? " in " : " at ")))
        .map(title -> new Argument.Text(title, title))
        .map(title -> act.replacing(new Argument.Named(member, List.of(title))))
        .orElse(act);
  }
}
