package lab.consensus.core;

/**
 * Why something was not done.
 *
 * @param rule in one word, by which refusals are counted
 * @param reason in a sentence
 */
public record Refusal(String rule, String reason) {}
