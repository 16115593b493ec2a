/** The command line. */
package dev.trine.cli;
