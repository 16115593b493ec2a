/** Running a model: sessions, caches, sampling, grammars. */
package dev.trine.runtime;
