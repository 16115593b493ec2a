package dev.trine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Schemas put together by chance: what the grammar allows, an independent validator accepts. */
final class RandomSchemaTest {
  private static final TinyTokenizer TOKENS = new TinyTokenizer("{\"", "\":", "true", "灯", ",\"");
  private static final List<String> PATTERNS =
      List.of(
          "^[a-z]{2,4}$",
          "[0-9]",
          "^[\\\\u4e00-\\\\u9fa5]{1,3}$",
          "^(?:ab|cd)+$",
          "^a.*z$",
          "^[^\\\\s]+$",
          "a|b",
          "^x",
          "y$",
          "^(?=.*\\\\d)[a-z0-9]{3,6}$",
          "^(?!ad).*$",
          "\\\\bfoo\\\\b",
          "(?<=a)b(?<!ab)c|d",
          "^\\\\p{L}+$",
          "^[A-Z][a-z]*( [A-Z][a-z]*)?$");
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  @Test
  void whatIsAllowedIsValid() {
    int kept = 0;
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      String text = schema(random, 3);
      Schema schema = REGISTRY.getSchema(text);
      Grammar grammar;
      try {
        grammar = JsonSchema.grammar(text);
        grammar.mask(TOKENS);
      } catch (GrammarException e) {
        continue; // overlapping alternatives, or a contradiction
      }
      kept++;
      for (int sample = 0; sample < 5; sample++) {
        String made = sample(grammar.mask(TOKENS), random);
        assertThat(schema.validate(made, InputFormat.JSON))
            .as("seed %d: %s under %s", seed, made, text)
            .isEmpty();
      }
    }
    assertThat(kept).isGreaterThan(30);
  }

  private static String sample(TokenMask mask, Random random) {
    int budget = mask.tokensToFinish() + random.nextInt(60);
    int[] made = new int[budget];
    int count = 0;
    while (!mask.isComplete()) {
      int[] allowed = mask.allowed(budget - count).stream().toArray();
      int token = allowed[random.nextInt(allowed.length)];
      mask.accept(token);
      if (!TOKENS.endsGeneration(token)) {
        made[count++] = token;
      }
    }
    return TOKENS.decode(Arrays.copyOf(made, count));
  }

  private static String schema(Random random, int depth) {
    String some = depth == 0 ? scalar(random) : nested(random, depth - 1);
    return random.nextInt(8) == 0 ? "{\"allOf\":[%s,%s]}".formatted(some, scalar(random)) : some;
  }

  private static String nested(Random random, int depth) {
    return switch (random.nextInt(10)) {
      case 7 ->
          "{\"type\":\"object\",\"patternProperties\":{\"%s\":%s,\"%s\":%s},\"minProperties\":%d,\"additionalProperties\":%b}"
              .formatted(
                  pattern(random),
                  schema(random, depth),
                  pattern(random),
                  schema(random, depth),
                  random.nextInt(4),
                  random.nextBoolean());
      case 8 ->
          "{\"type\":\"object\",\"properties\":{\"a\":%s},\"propertyNames\":{\"pattern\":\"%s\"},\"minProperties\":%d}"
              .formatted(schema(random, depth), pattern(random), random.nextInt(4));
      case 9 ->
          "{\"type\":\"array\",\"items\":%s,\"uniqueItems\":true,\"minItems\":%d}"
              .formatted(scalar(random), random.nextInt(3));
      case 0 -> combined("anyOf", random, depth);
      case 1 -> combined("allOf", random, depth);
      case 2 -> combined("oneOf", random, depth);
      case 3 ->
          "{\"type\":\"array\",\"items\":%s,\"minItems\":%d,\"maxItems\":%d}"
              .formatted(schema(random, depth), random.nextInt(3), 1 + random.nextInt(4));
      case 4 ->
          "{\"type\":\"array\",\"prefixItems\":[%s,%s],\"items\":%s}"
              .formatted(schema(random, depth), schema(random, depth), random.nextBoolean());
      default ->
          "{\"type\":\"object\",\"properties\":{\"a\":%s,\"b\":%s},\"required\":[%s]%s}"
              .formatted(
                  schema(random, depth),
                  schema(random, depth),
                  random.nextBoolean() ? "\"b\"" : random.nextBoolean() ? "\"a\",\"c\"" : "",
                  random.nextBoolean() ? "" : ",\"additionalProperties\":" + schema(random, depth));
    };
  }

  private static String combined(String keyword, Random random, int depth) {
    return "{\"%s\":[%s,%s]}".formatted(keyword, schema(random, depth), schema(random, depth));
  }

  private static String pattern(Random random) {
    return PATTERNS.get(random.nextInt(PATTERNS.size()));
  }

  private static String scalar(Random random) {
    int least = random.nextInt(-50, 50);
    int greatest = least + random.nextInt(200);
    return switch (random.nextInt(11)) {
      case 8 ->
          "{\"type\":\"string\",\"pattern\":\"%s\",\"minLength\":%d,\"maxLength\":8}"
              .formatted(pattern(random), random.nextInt(4));
      case 9 ->
          "{\"type\":\"string\",\"allOf\":[{\"pattern\":\"%s\"},{\"pattern\":\"%s\"}]}"
              .formatted(pattern(random), pattern(random));
      case 10 ->
          "{\"type\":\"string\",\"pattern\":\"%s\",\"not\":{\"anyOf\":[{\"pattern\":\"%s\"},{\"const\":\"ab\"}]}}"
              .formatted(pattern(random), pattern(random));
      case 0 -> "true";
      case 1 -> "{\"type\":[\"boolean\",\"null\"]}";
      case 2 -> "{\"enum\":[1,\"灯\",null,%d.50,{\"a\":[true]}]}".formatted(least);
      case 3 -> "{\"type\":\"integer\",\"minimum\":%d,\"maximum\":%d}".formatted(least, greatest);
      case 4 ->
          "{\"type\":\"number\",\"exclusiveMinimum\":%d.25,\"multipleOf\":0.%d}"
              .formatted(least, 1 + random.nextInt(9));
      case 5 -> "{\"exclusiveMaximum\":%d,\"minLength\":%d}".formatted(greatest, random.nextInt(4));
      case 6 -> "{\"type\":\"string\",\"maxLength\":%d}".formatted(random.nextInt(6));
      default ->
          "{\"type\":\"string\",\"pattern\":\"^[^a-c\\\"]{%d}x?\"}".formatted(random.nextInt(3));
    };
  }
}
