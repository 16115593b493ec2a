/** Making a model smaller, and proving what it cost. */
package dev.trine.compress;
