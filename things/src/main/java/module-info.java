/** The world: what can be read, set and called, and how it is reached. */
@org.jspecify.annotations.NullMarked
module dev.trine.things {
  requires static transitive org.jspecify;
  requires transitive tools.jackson.databind;
  requires java.management;
  requires java.sql;
  requires artemis.server;
  requires io.netty.transport;
  requires org.xerial.sqlitejdbc;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.codec;
  requires io.netty.codec.mqtt;

  exports dev.trine.things;
}
