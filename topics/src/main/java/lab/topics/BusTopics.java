package lab.topics;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.iggy.topic.TopicDetails;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams and topics themselves. */
public final class BusTopics {
    private static final Logger log = LoggerFactory.getLogger(BusTopics.class);

    private BusTopics() {}

    /**
     * Sees to it that a stream is there with all its topics. Many may call at once, and again; a
     * broker that is not up yet is waited for.
     *
     * <p>A topic that is made keeps what {@link BusRetention#DEFAULT} says; one that is there stays
     * as it is.
     *
     * @throws BusException if the broker could not be reached in time, refused, or has a topic with
     *     another number of partitions
     */
    public static void ensure(BusConnection connection, String stream, Duration waitMax)
            throws BusException, InterruptedException {
        ensure(connection, waitMax, link -> ensure(link, stream));
    }

    /** The same, and has all topics, new and old, keep what is said. */
    public static void ensure(
            BusConnection connection, String stream, BusRetention retention, Duration waitMax)
            throws BusException, InterruptedException {
        ensure(
                connection,
                waitMax,
                link -> {
                    ensure(link, stream, retention);
                    retain(link, stream, retention);
                });
    }

    /** Takes a stream away with all that it holds; one that is not there is none to take away. */
    public static void remove(BusConnection connection, String stream, Duration waitMax)
            throws BusException, InterruptedException {
        ensure(
                connection,
                waitMax,
                link -> {
                    if (link.hasStream(stream)) {
                        link.deleteStream(stream);
                        log.info("stream taken away stream={}", stream);
                    }
                });
    }

    private interface Work {
        void on(IggyLink link) throws BusException, InterruptedException;
    }

    private static void ensure(BusConnection connection, Duration waitMax, Work work)
            throws BusException, InterruptedException {
        var backOff = new BackOff(RandomGenerator.getDefault());
        long start = System.nanoTime();
        while (true) {
            try (IggyLink link = IggyLink.open(connection)) {
                work.on(link);
                return;
            } catch (BusException e) {
                Duration wait = backOff.nextWait();
                boolean isTooLate = System.nanoTime() - start + wait.toNanos() > waitMax.toNanos();
                if (e.isRefusal() || isTooLate) {
                    throw e;
                }
                log.info("bus waited for reason={}", e.getMessage());
                Thread.sleep(wait);
            }
        }
    }

    public static void ensure(IggyLink link, String stream)
            throws BusException, InterruptedException {
        ensure(link, stream, BusRetention.DEFAULT);
    }

    private static void ensure(IggyLink link, String stream, BusRetention retention)
            throws BusException, InterruptedException {
        if (!link.hasStream(stream)) {
            unlessTaken(() -> link.createStream(stream), ErrorCodes.STREAM_NAME_TAKEN);
        }
        for (Topic topic : Topic.values()) {
            if (link.findTopic(stream, topic).isEmpty()) {
                unlessTaken(
                        () -> link.createTopic(stream, topic, Bus.PARTITIONS, retention),
                        ErrorCodes.TOPIC_NAME_TAKEN);
            }
            Optional<TopicDetails> found = link.findTopic(stream, topic);
            if (found.isPresent() && found.get().partitionsCount() != Bus.PARTITIONS) {
                throw BusException.refused(
                        "topic %s: must have %d partitions, has %d"
                                .formatted(
                                        topic.topicName(),
                                        Bus.PARTITIONS,
                                        found.get().partitionsCount()),
                        ErrorCodes.PARTITION_NOT_FOUND,
                        new IllegalStateException("topic " + topic.topicName()));
            }
        }
    }

    private static void retain(IggyLink link, String stream, BusRetention retention)
            throws BusException, InterruptedException {
        for (Topic topic : Topic.values()) {
            Optional<TopicDetails> found = link.findTopic(stream, topic);
            if (found.isPresent()
                    && !(found.get().messageExpiry().equals(retention.micros(topic))
                            && found.get().maxTopicSize().equals(retention.size(topic)))) {
                link.retain(stream, topic, retention);
                log.info(
                        "topic keeps topic={} age={} bytes={}",
                        topic.topicName(),
                        retention.age(),
                        retention.bytes());
            }
        }
    }

    private interface Creation {
        void run() throws BusException, InterruptedException;
    }

    private static void unlessTaken(Creation creation, int takenCode)
            throws BusException, InterruptedException {
        try {
            creation.run();
        } catch (BusException e) {
            if (e.errorCode().orElse(0) != takenCode) {
                throw e;
            }
            log.debug("bus place was created by another meanwhile code={}", takenCode);
        }
    }
}
