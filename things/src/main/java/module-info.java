/** The world: what can be read, set and called, and how it is reached. */
@org.jspecify.annotations.NullMarked
module dev.trine.things {
  requires static transitive org.jspecify;
  requires transitive tools.jackson.databind;
  requires java.sql;
  requires artemis.server;
  requires org.eclipse.paho.mqttv5.client;

  exports dev.trine.things;
}
