package lab.flink.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.topics.BusConnection;
import lab.topics.BusException;
import lab.topics.BusOffsets;
import lab.topics.Topic;

/**
 * How far back the bus reaches. Nobody is asked before it matters: the broker may have to start.
 */
public final class BusReach {
    /** Gives the broker, which it may start for that. */
    @FunctionalInterface
    public interface Broker {
        BusConnection connect() throws IOException, InterruptedException;
    }

    private final String stream;
    private final Broker broker;

    public BusReach(String stream, Broker broker) {
        this.stream = stream;
        this.broker = broker;
    }

    /** Of the broker that the jobs read from. */
    static BusReach of(TierSettings tiers) {
        TierSettings.Bus bus = tiers.bus();
        return new BusReach(
                tiers.stream(),
                () ->
                        new BusConnection(
                                bus.host(),
                                bus.port(),
                                bus.username(),
                                Files.readString(bus.passwordFile()).strip()));
    }

    /**
     * That something is missing at the beginning of a topic, in words.
     *
     * @return empty if all of them begin where they began first
     */
    Optional<String> cut(List<Topic> topics) throws IOException {
        return ask(offsets -> {
            for (Topic topic : topics) {
                for (Map.Entry<Integer, Long> begin : offsets.begins(stream, topic).entrySet()) {
                    if (begin.getValue() > 0) {
                        return Optional.of(
                                "topic %s begins at offset %d of partition %d, what was before it is not on the bus any more"
                                        .formatted(
                                                topic.topicName(),
                                                begin.getValue(),
                                                begin.getKey()));
                    }
                }
            }
            return Optional.empty();
        });
    }

    /** That no message ever was in a topic, in words. */
    Optional<String> unused(Topic topic) throws IOException {
        return ask(offsets ->
                offsets.ends(stream, topic).values().stream().allMatch(end -> end == 0)
                        ? Optional.of("topic %s of this bus is empty".formatted(topic.topicName()))
                        : Optional.empty());
    }

    private interface Question {
        Optional<String> of(BusOffsets offsets) throws BusException, InterruptedException;
    }

    private Optional<String> ask(Question question) throws IOException {
        try (var offsets = new BusOffsets(broker.connect())) {
            return question.of(offsets);
        } catch (BusException e) {
            throw new IOException("bus: it must answer, " + RootCause.line(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("bus: it must answer, the wait was interrupted", e);
        }
    }
}
