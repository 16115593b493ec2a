package dev.trine.runtime;

/**
 * A call that a model asks for.
 *
 * @param id tells the call from others of the conversation; made up where the model gives none
 * @param arguments JSON, an object; not checked against the tool's schema
 */
public record ToolCall(String id, String name, String arguments) {}
