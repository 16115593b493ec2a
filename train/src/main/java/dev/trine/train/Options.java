package dev.trine.train;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Options as they were given: {@code --name value}, or {@code --name} alone. */
record Options(Map<String, String> given) {

  /**
   * Reads what follows a command.
   *
   * @param flags names that stand alone
   * @param values names that a value follows
   */
  static Options of(String[] args, int from, Set<String> flags, Set<String> values) {
    var options = new HashMap<String, String>();
    for (int i = from; i < args.length; i++) {
      String name = args[i].startsWith("--") ? args[i].substring(2) : "";
      if (flags.contains(name)) {
        options.put(name, "");
      } else if (!values.contains(name)) {
        throw new TrainingException(args[i] + ": no such option; --help lists them");
      } else if (++i == args.length) {
        throw new TrainingException("--" + name + ": needs a value; --help says which");
      } else {
        options.put(name, args[i]);
      }
    }
    return new Options(options);
  }

  boolean has(String name) {
    return given.containsKey(name);
  }

  String needed(String name) {
    String value = text(name, "");
    if (value.isEmpty()) {
      throw new TrainingException("--" + name + " is needed; --help says more");
    }
    return value;
  }

  String text(String name, String otherwise) {
    return Objects.requireNonNull(given.getOrDefault(name, otherwise));
  }

  int whole(String name, int otherwise, int least) {
    String value = text(name, String.valueOf(otherwise));
    try {
      int number = Integer.parseInt(value);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new TrainingException(
        "--" + name + " " + value + ": give a whole number from " + least + " on");
  }

  double real(String name, double otherwise) {
    String value = text(name, String.valueOf(otherwise));
    try {
      double number = Double.parseDouble(value);
      if (number >= 0 && number < 1e15) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new TrainingException("--" + name + " " + value + ": give a number from 0 on");
  }
}
