/** Teaching a model: tokenizer training, pretraining, export. */
package dev.trine.train;
