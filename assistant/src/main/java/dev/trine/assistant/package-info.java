/** Acting: hear, find, decide, permit, act, read back, answer, undo. */
package dev.trine.assistant;
