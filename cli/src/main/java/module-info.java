/** The command line. */
@org.jspecify.annotations.NullMarked
module dev.trine.cli {
  requires static transitive org.jspecify;
  requires dev.trine.assistant;
  requires dev.trine.compress;
  requires dev.trine.things;
  requires dev.trine.runtime;
  requires dev.trine.model;
  requires dev.trine.tensor;
  requires info.picocli;
  requires java.management;
  requires java.net.http;
  requires tools.jackson.databind;

  opens dev.trine.cli to
      info.picocli;
}
