package dev.trine.assistant;

import dev.trine.assistant.Finder.Part;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A car is told to drive, which nobody here makes it do. */
final class Driving {
  private static final Pattern TOLD_TO_DRIVE =
      Pattern.compile(
          "\\bdrive yourself\\b|^(?:please )?speed up to \\d|[叫让令喊].{0,2}车子?自己(?:揸|开|驶|泊|倒|行)"
              + "|车子?[,，]?你?自己(?:揸|开|驶|泊|倒)[到去来嚟进出埋返回过入]|把车子?倒[进入回]"
              + "|\\b(?:get|have|tell|make) (?:the )*car (?:to )?(?:drive|park|reverse|back) (?:itself|out|in|up|round|into|off|to)\\b"
              + "|^(?:(?:can|could) you )?(?:back|reverse|drive|park) (?:the )*car\\b(?! (?:doors?|seats?|windows?|climate|park)\\b)");

  private Driving() {}

  /** {@return whether acts of a plan stand for what was said of a car that drives itself} */
  static boolean isOfItself(Found found, List<Clause> clauses) {
    List<Clause> acts = clauses.stream().filter(it -> it.verb().acts()).toList();
    Said said = new Said(found, clauses);
    boolean isDriven =
        said.is("drive us") && acts.stream().allMatch(act -> act.said("via").isEmpty());
    boolean isOfACar = found.things().allMatch(Kinds::isOfACar);
    return isToldToDrive(found) || (said.is("drive") || isDriven) && isOfACar && !acts.isEmpty();
  }

  /** 叫车子自己开去接他, "back the ute out": whatever the car is called. */
  private static boolean isToldToDrive(Found found) {
    Set<String> cars = places(found);
    String text =
        found.parts().stream()
            .map(part ->
                isACar(part, cars)
                    ? Script.endsInHan(part.phrase()) ? "车" : "the car"
                    : part.phrase())
            .collect(Collectors.joining());
    return TOLD_TO_DRIVE.matcher(text).find();
  }

  /** {@return the places that are cars} */
  static Set<String> places(Found found) {
    return found.varieties().stream()
        .filter(Kinds::isOfACar)
        .flatMap(thing -> thing.place().stream())
        .collect(Collectors.toSet());
  }

  /** {@return whether a part of a sentence names no other place than cars} */
  static boolean isACar(Part part, Set<String> cars) {
    return part instanceof Part.Named(Mention place, _)
        && place.isPlace()
        && cars.containsAll(place.places())
        && !place.places().isEmpty();
  }
}
