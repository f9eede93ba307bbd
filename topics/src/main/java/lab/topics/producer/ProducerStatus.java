package lab.topics.producer;

import java.util.Map;
import java.util.Optional;
import lab.topics.Topic;

/**
 * How a {@link BusProducer} is doing.
 *
 * @param accepted messages that it was given
 * @param acknowledged of them, those that the broker has
 * @param undelivered of them, those that were given up
 * @param published what the broker has, by topic
 * @param connected whether the last attempt to reach the broker succeeded
 * @param trouble why the batch at hand is not through yet, or why none will be any more
 */
public record ProducerStatus(
        long accepted,
        long acknowledged,
        long undelivered,
        Map<Topic, Long> published,
        boolean connected,
        Optional<String> trouble) {
    public ProducerStatus {
        published = Map.copyOf(published);
    }
}
