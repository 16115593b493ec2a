package dev.trine.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Keeps homes open for say and chat, which start a hub by themselves where none runs. */
@Command(
    name = "hub",
    mixinStandardHelpOptions = true,
    description = {
      "Keeps homes and models open, so that say and chat answer at once.",
      "say and chat start one by themselves; TRINE_HUB=off lets them do without."
    })
final class RunHub implements Callable<Integer> {

  @Option(
      names = "--idle",
      paramLabel = "MINUTES",
      defaultValue = "10",
      description = "Ends when nobody has called for so long (${DEFAULT-VALUE}).")
  private int idle;

  @Option(names = "--stop", description = "Ends the hub that runs.")
  private boolean stop;

  @Option(
      names = "--rehearse",
      hidden = true,
      paramLabel = "TEXT",
      description = "Says one sentence through the hub and ends; AOT caches are made from it.")
  private Optional<String> rehearsal = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    HubAddress address =
        HubAddress.find()
            .orElseThrow(() ->
                new BadInput(
                    "hub: needs a folder of your own for its socket, and TRINE_HUB is not to be"
                        + " off; check XDG_RUNTIME_DIR"));
    if (stop) {
      out.println(Hub.stop(address) ? "The hub ends." : "No hub runs.");
      return 0;
    }
    Optional<Hub> opened = Hub.open(address, Duration.ofMinutes(idle));
    if (opened.isEmpty()) {
      out.println("A hub runs already.");
      return 0;
    }
    try (Hub hub = opened.get()) {
      Runtime.getRuntime().addShutdownHook(new Thread(hub::close));
      out.println("Ready at " + address.socket());
      out.flush();
      rehearsal.ifPresent(text ->
          Thread.ofPlatform()
              .start(() -> {
                HubClient.run(new String[] {"say", text});
                hub.close();
              }));
      hub.serve();
    }
    return 0;
  }
}
