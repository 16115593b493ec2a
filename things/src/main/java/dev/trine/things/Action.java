package dev.trine.things;

import java.util.List;
import java.util.Optional;

/** What a Thing can be asked to do; {@code forms} say how, none where the Thing is simulated. */
public record Action(String name, Names names, Optional<ValueSchema> input, List<Form> forms) {}
