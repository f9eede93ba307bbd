package lab.consensus.desk;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import lab.consensus.market.BusLogs;
import lab.topics.BusConnection;
import lab.topics.BusReader;
import lab.topics.Topic;
import lab.topics.codec.ExecutionCodec;
import lab.topics.codec.ProgressCodec;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;

/** A market and a clearing house on a real bus, for whoever trades there. */
public final class PaperFeed implements AutoCloseable {
    private final List<PaperMarket.Event> events;
    private final BusProducer producer;
    private final BusReader reader;
    private final House house;
    private int published;

    private PaperFeed(BusConnection bus, String stream, List<PaperMarket.Event> events) {
        this.events = events;
        this.producer = new BusProducer(bus, stream, ProducerConfig.DEFAULT);
        this.reader = new BusReader(bus, stream);
        this.house = new House(BusLogs.of(reader));
    }

    public static PaperFeed of(BusConnection bus, String stream, long seed, Duration length) {
        return new PaperFeed(bus, stream, PaperMarket.of(seed, length));
    }

    /**
     * Lets the market go on by so much of its own time, at full speed, and clears what there is.
     */
    public void play(Duration length) throws Exception {
        var until = events.get(published).feedTime().plus(length);
        while (published < events.size() && !events.get(published).feedTime().isAfter(until)) {
            PaperMarket.Event event = events.get(published++);
            producer.send(event.topic(), event.key(), event.payload());
        }
        producer.flush(Duration.ofSeconds(20));
        clear();
    }

    /** How far it has come. */
    public Instant time() {
        return events.get(Math.min(published, events.size() - 1)).feedTime();
    }

    public boolean isOver() {
        return published == events.size();
    }

    /** Answers what was asked. */
    public void clear() throws Exception {
        House.Answer answer = isOver() ? house.end(events.getLast().feedTime()) : house.step();
        answer(answer);
        if (isOver()) {
            answer(house.step());
            answer(house.end(events.getLast().feedTime()));
        }
        producer.flush(Duration.ofSeconds(20));
    }

    private void answer(House.Answer answer) throws InterruptedException {
        for (var execution : answer.executions()) {
            producer.send(
                    Topic.EXECUTIONS,
                    execution.request().account().name(),
                    ExecutionCodec.encode(execution));
        }
        if (answer.progress().isPresent()) {
            var progress = answer.progress().get();
            producer.send(Topic.PROGRESS, progress.part(), ProgressCodec.encode(progress));
        }
    }

    @Override
    public void close() {
        producer.close();
        reader.close();
    }
}
