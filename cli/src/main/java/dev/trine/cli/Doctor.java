package dev.trine.cli;

import dev.trine.tensor.Kernels;
import dev.trine.tensor.ThreadTeam;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What this machine offers, and what is missing. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Tells what this machine offers and what is missing.")
final class Doctor implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    Runtime machine = Runtime.getRuntime();
    out.printf("java      %s, %s%n", Runtime.version(), System.getProperty("java.home"));
    out.printf(
        "machine   %s %s, %d cores, heap up to %d MiB%n",
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        machine.availableProcessors(),
        machine.maxMemory() >> 20);
    out.printf("kernels   %s%n", Kernels.chosen().reason());
    out.printf(
        "memory    read at %.1f GB/s%n", Memory.readBytesPerSecond(ThreadTeam.shared()) / 1e9);
    out.printf("pages     %s%n", HugePagesOption.state());
    out.printf("hub       %s%n", hub());
    Path model = Shipped.model();
    out.printf(
        "model     %s%n",
        Files.isRegularFile(model) ? model : "missing: " + model + "; make it with ./trine train");
  }

  private static String hub() {
    Optional<HubAddress> address = HubAddress.find();
    if (address.isEmpty()) {
      return "none: TRINE_HUB is off, or there is no folder for its socket; say opens homes itself";
    }
    return (Hub.runs(address.get()) ? "runs at " : "starts with the first sentence, at ")
        + address.get().socket();
  }
}
