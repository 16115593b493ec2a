package dev.trine.things;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/**
 * What must last of a household, in SQLite: the state of its simulated Things, and the journal of
 * acts.
 */
final class Ledger implements AutoCloseable {
  private static final TypeReference<Map<String, JsonNode>> STATE = new TypeReference<>() {};
  private static final TypeReference<List<Act>> ACTS = new TypeReference<>() {};

  private final Path file;
  private final String household;
  private final Connection database;

  Ledger(Path folder, String household) {
    this.household = household;
    file = folder.resolve("household.db");
    try {
      Files.createDirectories(folder);
      database = Sqlite.open(file);
      try (var sql = database.createStatement()) {
        sql.execute("pragma busy_timeout = 5000");
        sql.execute("pragma journal_mode = wal");
        sql.execute("pragma synchronous = normal");
        sql.execute(
            "create table if not exists state (household text, thing text, state text,"
                + " primary key (household, thing))");
        sql.execute(
            "create table if not exists journal (id integer primary key autoincrement,"
                + " household text, at text default current_timestamp, acts text, undone integer default 0)");
      }
    } catch (SQLException | IOException e) {
      throw failure(e);
    }
  }

  Map<String, Map<String, JsonNode>> states() {
    var states = new HashMap<String, Map<String, JsonNode>>();
    try (var sql =
        database.prepareStatement("select thing, state from state where household = ?")) {
      sql.setString(1, household);
      var rows = sql.executeQuery();
      while (rows.next()) {
        states.put(rows.getString(1), HouseholdReader.JSON.readValue(rows.getString(2), STATE));
      }
      return states;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  void save(String thing, Map<String, JsonNode> state) {
    try (var sql = database.prepareStatement("insert or replace into state values (?, ?, ?)")) {
      sql.setString(1, household);
      sql.setString(2, thing);
      sql.setString(3, HouseholdReader.JSON.writeValueAsString(state));
      sql.executeUpdate();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** {@return the id under which the acts can be undone, for example {@code u-0007}} */
  String append(List<Act> acts) {
    try (var sql =
        database.prepareStatement(
            "insert into journal (household, acts) values (?, ?) returning id")) {
      sql.setString(1, household);
      sql.setString(2, HouseholdReader.JSON.writeValueAsString(acts));
      var row = sql.executeQuery();
      row.next();
      return "u-%04d".formatted(row.getLong(1));
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** {@return the acts of an entry that is not undone yet, or of the last such} */
  Optional<Map.Entry<String, List<Act>>> entry(Optional<String> id) {
    String which = id.isPresent() ? "id = ?" : "? is not null";
    try (var sql =
        database.prepareStatement(
            "select id, acts from journal where household = ? and undone = 0 and "
                + which
                + " order by id desc limit 1")) {
      sql.setString(1, household);
      sql.setLong(2, id.map(Ledger::number).orElse(0L));
      var row = sql.executeQuery();
      if (!row.next()) return Optional.empty();
      List<Act> acts = HouseholdReader.JSON.readValue(row.getString(2), ACTS);
      return Optional.of(Map.entry("u-%04d".formatted(row.getLong(1)), acts));
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  void undone(String id) {
    try (var sql = database.prepareStatement("update journal set undone = 1 where id = ?")) {
      sql.setLong(1, number(id));
      sql.executeUpdate();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  @Override
  public void close() {
    try {
      database.close();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private static long number(String id) {
    return id.matches("u-\\d{1,18}") ? Long.parseLong(id.substring(2)) : -1;
  }

  private ThingException failure(Exception cause) {
    return new ThingException(
        file
            + ": cannot be used ("
            + cause.getMessage()
            + "); check the folder, or remove the file",
        cause);
  }
}
