/** The world: what can be read, set and called, and how it is reached. */
package dev.trine.things;
