package dev.trine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class LogitRowsTest {

  @Test
  void rowsThatCameBackAreGivenAgainOnce() {
    LogitRows rooms = new LogitRows();
    float[] first = rooms.row(5);
    float[] second = rooms.row(5);
    assertNotSame(first, second);
    rooms.reuse(new float[][] {first});
    assertSame(first, rooms.row(5));
    assertNotSame(first, rooms.row(5));
  }

  @Test
  void rowsOfAnotherModelAreNot() {
    LogitRows rooms = new LogitRows();
    rooms.reuse(new float[][] {new float[4]});
    assertEquals(5, rooms.row(5).length);
  }

  @Test
  void flatRoomServesForLessToo() {
    LogitRows rooms = new LogitRows();
    float[] flat = rooms.flat(20);
    rooms.keepFlat(flat);
    assertSame(flat, rooms.flat(10));
    rooms.keepFlat(flat);
    assertEquals(30, rooms.flat(30).length);
  }
}
