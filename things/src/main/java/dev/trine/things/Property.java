package dev.trine.things;

import java.util.List;
import java.util.Optional;

/**
 * What can be read from a Thing and, unless read only, written.
 *
 * @param unit as the file writes it, for example {@code percent} or {@code celsius}
 * @param forms how it is reached; none where the Thing is simulated
 */
public record Property(
    String name,
    Names names,
    ValueSchema schema,
    Optional<String> unit,
    boolean readOnly,
    List<Form> forms) {}
