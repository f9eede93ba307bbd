package lab.analyst.store;

import java.util.Optional;

/**
 * What was said to a question, with all that led to it.
 *
 * @param key of the question
 * @param source who said it
 * @param raw word for word
 * @param note why it was not the model that answered, if it was not
 */
public record StoredAnswer(
        String key,
        String source,
        String model,
        Optional<String> digest,
        String system,
        String user,
        String raw,
        long durationMillis,
        Optional<String> note) {}
