package dev.trine.compress;

import dev.trine.compress.Certificate.Row;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A certificate as one page, for people: Markdown, or HTML that needs nothing else. */
public final class CertificatePage {
  private static final int BAR = 320; // pixels of the longer one
  private static final int LINE = 18;

  private CertificatePage() {}

  /** As Markdown. */
  public static String markdown(Certificate certificate) {
    StringBuilder page = new StringBuilder();
    page.append("# Certificate: ").append(certificate.result().name()).append("\n\n");
    page.append(certificate.verdict()).append("\n\n");
    page.append("| | original | result | change |\n|---|---:|---:|---:|\n");
    for (Row row : certificate.rows()) {
      page.append(
          "| %s | %s | %s | %s |\n"
              .formatted(label(row), number(row.before()), number(row.after()), row.change()));
    }
    page.append("\n## Fidelity\n\n");
    facts(certificate).forEach(fact -> page.append("- ").append(fact).append('\n'));
    page.append("\n## What was done\n\n");
    steps(certificate).forEach(step -> page.append("- ").append(step).append('\n'));
    page.append("\n## Measured\n\n");
    origin(certificate).forEach(line -> page.append("- ").append(line).append('\n'));
    return page.toString();
  }

  /** As HTML, its plots drawn in it. */
  public static String html(Certificate certificate) {
    StringBuilder rows = new StringBuilder();
    for (Row row : certificate.rows()) {
      rows.append(
          "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
              .formatted(
                  escaped(label(row)),
                  number(row.before()),
                  number(row.after()),
                  row.change(),
                  bars(row)));
    }
    return skeleton()
        .replace("{{name}}", escaped(certificate.result().name()))
        .replace("{{verdict}}", escaped(certificate.verdict()))
        .replace("{{rows}}", rows)
        .replace("{{fidelity}}", items(facts(certificate)))
        .replace("{{steps}}", items(steps(certificate)))
        .replace("{{measured}}", items(origin(certificate)));
  }

  private static String bars(Row row) {
    double longer = Math.max(row.before(), row.after());
    long before = longer == 0 ? 0 : Math.round(BAR * row.before() / longer);
    long after = longer == 0 ? 0 : Math.round(BAR * row.after() / longer);
    return """
    <svg width="%d" height="%d" role="img" aria-label="%s">\
    <rect class="before" width="%d" height="7" y="1"/>\
    <rect class="after" width="%d" height="7" y="10"/></svg>\
    """
        .formatted(BAR, LINE, row.change(), before, after);
  }

  private static List<String> facts(Certificate certificate) {
    Certificate.Fidelity fidelity = certificate.fidelity();
    List<String> facts =
        new ArrayList<>(
            List.of(
                "mean KL divergence %s nats".formatted(number(fidelity.meanDivergence())),
                "KL divergence of 99 of 100 predictions: at most %s nats"
                    .formatted(number(fidelity.divergence99())),
                "same most probable token: %s %%".formatted(number(100 * fidelity.sameTop())),
                "over %d predictions".formatted(fidelity.tokens())));
    fidelity
        .routing()
        .ifPresent(it ->
            facts.add(
                "of the experts that tokens go to, %s %% are the same; in layer %d, the least, %s %%"
                    .formatted(
                        number(100 * it.same()), it.worstLayer(), number(100 * it.worst()))));
    for (Certificate.Cache cache : certificate.caches()) {
      String bytes =
          cache.bytes().isPresent()
              ? ", %,d bytes a token".formatted(cache.bytes().getAsLong())
              : "";
      facts.add(
          "with keys and values cached as %s%s: perplexity %s, mean KL %s nats, same top token %s %%"
              .formatted(
                  cache.format(),
                  bytes,
                  number(cache.perplexity()),
                  number(cache.meanDivergence()),
                  number(100 * cache.sameTop())));
    }
    return facts;
  }

  private static List<String> steps(Certificate certificate) {
    return certificate.history().orElse(List.of("the file does not say"));
  }

  private static List<String> origin(Certificate certificate) {
    return List.of(
        "text: " + certificate.text(),
        "machine: " + certificate.machine(),
        "speed is that of run, with keys and values cached as F16; fidelity is computed exactly",
        "original: %s, sha256 %s"
            .formatted(certificate.original().name(), certificate.original().sha256()),
        "result: %s, sha256 %s"
            .formatted(certificate.result().name(), certificate.result().sha256()));
  }

  private static String items(List<String> lines) {
    StringBuilder items = new StringBuilder();
    lines.forEach(line -> items.append("<li>").append(escaped(line)).append("</li>\n"));
    return items.toString();
  }

  private static String label(Row row) {
    return row.unit().isEmpty() ? row.name() : row.name() + " (" + row.unit() + ")";
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.format(Locale.ROOT, "%,d", (long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String skeleton() {
    try (InputStream page =
        Objects.requireNonNull(CertificatePage.class.getResourceAsStream("certificate.html"))) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
