/** What a model is: files, tokenizers, one file per architecture. */
package dev.trine.model;
