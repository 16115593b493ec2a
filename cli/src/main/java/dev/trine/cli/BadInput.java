package dev.trine.cli;

/**
 * Input that cannot be used: the message names the file, the place in it and the remedy, in one
 * line.
 */
final class BadInput extends RuntimeException {
  BadInput(String message) {
    super(message);
  }
}
