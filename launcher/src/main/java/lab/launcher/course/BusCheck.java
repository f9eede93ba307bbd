package lab.launcher.course;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.launcher.bus.StoppedBus;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.topics.Bus;
import lab.topics.BusConsumer;
import lab.topics.BusMessage;
import lab.topics.Partitioner;
import lab.topics.StartAt;
import lab.topics.Topic;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.TickCodec;
import lab.topics.codec.TradeCodec;

/** What has to hold of the messages of a market on the bus. */
final class BusCheck {
    private static final Duration MORE_WITHIN = Duration.ofSeconds(2);

    private BusCheck() {}

    /** Of a lab that does not run. */
    static List<Proof> of(DataDir data, InstantSource clock)
            throws LabException, IOException, InterruptedException {
        try (var bus = new StoppedBus(data, Optional.empty(), Map.of(), clock)) {
            List<BusMessage> messages = new ArrayList<>();
            for (Topic topic : List.of(Topic.PRICES, Topic.TRADES)) {
                try (var consumer =
                        new BusConsumer(
                                bus.connect(), Bus.LIVE_STREAM, topic, new StartAt.Earliest())) {
                    List<BusMessage> polled = consumer.poll(MORE_WITHIN);
                    while (!polled.isEmpty()) {
                        messages.addAll(polled);
                        polled = consumer.poll(MORE_WITHIN);
                    }
                }
            }
            return of(messages);
        }
    }

    static List<Proof> of(List<BusMessage> messages) {
        List<String> unreadable = new ArrayList<>();
        List<String> elsewhere = new ArrayList<>();
        List<String> gaps = new ArrayList<>();
        List<String> repeats = new ArrayList<>();
        Map<String, Long> next = new HashMap<>();
        Set<String> known = new HashSet<>();
        for (BusMessage message : messages) {
            String where =
                    "%s/%d/%d"
                            .formatted(
                                    message.topic().topicName(),
                                    message.partition(),
                                    message.offset());
            String log = message.topic() + "/" + message.partition();
            if (message.offset() != next.getOrDefault(log, 0L)) {
                gaps.add(where);
            }
            next.put(log, message.offset() + 1);
            try {
                Pair pair = pair(message, known, where, repeats);
                if (Partitioner.partition(pair.name(), Bus.PARTITIONS) != message.partition()) {
                    elsewhere.add(where);
                }
            } catch (MalformedMessage e) {
                unreadable.add(where + ": " + e.getMessage());
            }
        }
        return List.of(
                Proof.holds(
                        "the bus has prices and trades",
                        next.keySet().stream().anyMatch(log -> log.startsWith("PRICES"))
                                && next.keySet().stream().anyMatch(log -> log.startsWith("TRADES")),
                        "%,d messages".formatted(messages.size())),
                Proof.of("each message can be read", first(unreadable)),
                Proof.of("offsets of a partition have no gap", first(gaps)),
                Proof.of(
                        "all messages of a pair are in the partition of its key", first(elsewhere)),
                Proof.of("no trade is there twice", first(repeats)));
    }

    private static Pair pair(
            BusMessage message, Set<String> known, String where, List<String> repeats)
            throws MalformedMessage {
        Instant received = message.time();
        if (message.topic() == Topic.PRICES) {
            Tick tick = TickCodec.decode(message.payload(), received);
            return tick.pair();
        }
        Trade trade = TradeCodec.decode(message.payload(), received);
        if (!known.add(trade.pair() + " " + trade.tradeId())) {
            repeats.add(where + " " + new String(message.payload(), StandardCharsets.UTF_8));
        }
        return trade.pair();
    }

    private static Optional<String> first(List<String> found) {
        return found.stream().findFirst();
    }
}
