package lab.topics;

import java.util.Optional;

/** The topics of a stream, each with {@link Bus#PARTITIONS} partitions. */
public enum Topic {
    /** Ticks, by pair. */
    PRICES("prices"),
    /** Trades, by pair. */
    TRADES("trades"),
    /** Order requests, by account. */
    ORDERS("orders"),
    /** What became of the orders, by account. */
    EXECUTIONS("executions"),
    /** What could not be read, by source. */
    DLQ("dlq"),
    /** How far event time has come, by pair. */
    HEARTBEATS("heartbeats"),
    /** How far the parts of the lab have come, by part. */
    PROGRESS("progress"),
    /** What the clearing house decided of partitions of the ticks, by partition. */
    CLOSINGS("closings"),
    /** What is to be seen on charts, by pair. */
    ANNOTATIONS("annotations"),
    /** What clearing costs and how long it waits, from when on. */
    TERMS("terms"),
    /** What exchanges say of their order books, by pair. */
    BOOKS("books");

    private final String topicName;

    Topic(String topicName) {
        this.topicName = topicName;
    }

    public String topicName() {
        return topicName;
    }

    public static Optional<Topic> named(String name) {
        for (Topic topic : values()) {
            if (topic.topicName.equals(name)) {
                return Optional.of(topic);
            }
        }
        return Optional.empty();
    }
}
