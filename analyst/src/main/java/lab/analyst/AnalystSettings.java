package lab.analyst;

import java.net.URI;
import java.time.Duration;
import lab.analyst.model.OllamaSettings;
import lab.servicekit.config.Default;

/**
 * How the analyst comments, as a user writes it: {@code analyst.model}, or {@code
 * LAB_ANALYST_MODEL}.
 *
 * @param masked whether the model is not told which pair and which day it is
 * @param cycle between two moments that are commented on, of event time
 * @param maxBacklog how many moments a live model may be behind before it skips to the newest
 * @param patternPatience how long the pattern service may take until it knows an hour
 */
public record AnalystSettings(
        @Default("http://127.0.0.1:11434") URI ollamaUrl,
        @Default("llama3.1:8b") String model,
        @Default("false") boolean masked,
        @Default("5m") Duration cycle,
        @Default("60s") Duration answerWithin,
        @Default("400") int maxTokens,
        @Default("4096") int contextTokens,
        @Default("30s") Duration retryAfter,
        @Default("3") int maxBacklog,
        @Default("10s") Duration patternPatience) {
    private static final Duration DAY = Duration.ofDays(1);

    public AnalystSettings {
        if (cycle.toSeconds() < 60 || DAY.toSeconds() % cycle.toSeconds() != 0) {
            throw new IllegalArgumentException(
                    "cycle: must be a minute or more and divide a day, was " + cycle);
        }
        if (maxBacklog < 1) {
            throw new IllegalArgumentException(
                    "max-backlog: must be at least 1, was " + maxBacklog);
        }
    }

    /** How the model is asked. */
    public OllamaSettings ollama() {
        return new OllamaSettings(
                ollamaUrl, model, answerWithin, maxTokens, contextTokens, retryAfter);
    }
}
