package lab.topics.producer;

import lab.topics.Topic;

/** Hears from a {@link BusProducer} what became of messages; called on its sending thread. */
public interface ProducerListener {
    ProducerListener NONE = new ProducerListener() {};

    /** Everything up to this number is with the broker, or was given up and reported as such. */
    default void settled(long upTo) {}

    /** Messages were given up: the broker refuses them for good, or the producer was closed. */
    default void undelivered(Topic topic, int partition, int messages, String reason) {}
}
