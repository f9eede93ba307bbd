package lab.analyst.model;

import java.net.URI;
import java.time.Duration;

/**
 * How a model is asked.
 *
 * @param url of Ollama
 * @param model as Ollama names it; without a tag, {@code latest} is meant
 * @param answersWithin how long one answer may take, all of it
 * @param tokensMax how long an answer may be
 * @param contextTokens how much the model may look at
 * @param retryAfter how long it is left alone after it did not answer
 */
public record OllamaSettings(
        URI url,
        String model,
        Duration answersWithin,
        int tokensMax,
        int contextTokens,
        Duration retryAfter) {
    /** The same for every question, so that the same question has the same answer. */
    static final int SEED = 7;

    static final double TEMPERATURE = 0;

    public OllamaSettings {
        if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
            throw new IllegalArgumentException(
                    "ollama-url: must begin with http:// or https://, was " + url);
        }
        if (model.isBlank() || tokensMax < 1 || contextTokens < tokensMax) {
            throw new IllegalArgumentException(
                    "model: must be named, and context-tokens hold max-tokens, was \"%s\", %d, %d"
                            .formatted(model, contextTokens, tokensMax));
        }
        if (!answersWithin.isPositive() || !retryAfter.isPositive()) {
            throw new IllegalArgumentException(
                    "answer-within, retry-after: must be longer than nothing, were %s and %s"
                            .formatted(answersWithin, retryAfter));
        }
    }

    /** All that an answer depends on, beside the model's name and the words. */
    public String fingerprint() {
        return "seed=%d temperature=%s tokens=%d context=%d schema=1"
                .formatted(SEED, TEMPERATURE, tokensMax, contextTokens);
    }

    /** The address without a user and password, if it has any: it goes into logs and pages. */
    public URI shownUrl() {
        String text = url.toString();
        return url.getRawUserInfo() == null
                ? url
                : URI.create(text.replace(url.getRawUserInfo() + "@", ""));
    }

    /** Whether a name of Ollama's is the model's. */
    boolean isModel(String name) {
        return name.equals(model) || name.equals(model + ":latest");
    }
}
