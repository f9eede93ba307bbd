package lab.flink.sql.loss;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.flink.sql.job.RootCause;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.tables.Derived;
import lab.topics.BusConnection;
import lab.topics.BusException;
import lab.topics.BusOffsets;
import lab.topics.Topic;

/**
 * How far back the bus reaches, and whether that is to the beginning. Nobody is asked before it
 * matters: the broker may have to start.
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
    public static BusReach of(TierSettings tiers) {
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
     * A partition that retention has taken the beginning of.
     *
     * @param begins the offset of the oldest message that is there, or of the next one
     */
    public record Cut(Topic topic, int partition, long begins) {
        @Override
        public String toString() {
            return "topic %s begins at offset %d of partition %d, what was before it is not on the bus any more"
                    .formatted(topic.topicName(), begins, partition);
        }
    }

    /** Where something is missing at the beginning of topics. */
    public List<Cut> cuts(List<Topic> topics) throws IOException {
        return ask(offsets -> {
            var cuts = new ArrayList<Cut>();
            for (Topic topic : topics) {
                offsets.begins(stream, topic)
                        .forEach((partition, begins) -> {
                            if (begins > 0) {
                                cuts.add(new Cut(topic, partition, begins));
                            }
                        });
            }
            return cuts;
        });
    }

    /** The first of them in words; empty if all topics begin where they began first. */
    public Optional<String> cut(List<Topic> topics) throws IOException {
        return cuts(topics).stream().findFirst().map(Cut::toString);
    }

    /**
     * That no message ever was in the topic without which there is nothing of it, in words: beside
     * tables that have rows it is the topic of another bus.
     */
    public Optional<String> unused(Derived derived) throws IOException {
        Topic topic = derived.topics().getFirst();
        return ask(offsets ->
                offsets.ends(stream, topic).values().stream().allMatch(end -> end == 0)
                        ? Optional.of("topic %s of this bus is empty".formatted(topic.topicName()))
                        : Optional.empty());
    }

    private interface Question<T> {
        T of(BusOffsets offsets) throws BusException, InterruptedException;
    }

    private <T> T ask(Question<T> question) throws IOException {
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
