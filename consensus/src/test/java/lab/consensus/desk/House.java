package lab.consensus.desk;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.consensus.market.BusLogs;
import lab.domain.Pair;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.Execution;
import lab.domain.clearing.house.ClearingHouse;
import lab.domain.progress.Progress;
import lab.topics.Bus;
import lab.topics.BusMessage;
import lab.topics.Partitioner;
import lab.topics.Topic;
import lab.topics.codec.HeartbeatCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.OrderCodec;
import lab.topics.codec.TickCodec;

/** Plays the clearing house: the real rules, in one thread, over a bus. */
final class House {
    private final BusLogs logs;
    private final Map<Topic, long[]> next = new HashMap<>();
    private final List<Execution> executions = new ArrayList<>();
    private final Map<Pair, Instant> heartbeats = new HashMap<>();
    private final ClearingHouse house =
            new ClearingHouse(
                    DatedTerms.STANDARD,
                    pair -> Partitioner.partition(pair.name(), Bus.PARTITIONS),
                    settlement -> executions.add(settlement.execution()));

    House(BusLogs logs) {
        this.logs = logs;
    }

    /** What came of a step. */
    record Answer(List<Execution> executions, Optional<Progress> progress) {}

    Answer step() throws Exception {
        executions.clear();
        for (BusMessage message : read(Topic.HEARTBEATS)) {
            var heartbeat = HeartbeatCodec.decode(message.payload(), message.time());
            heartbeats.merge(heartbeat.pair(), heartbeat.time(), (a, b) -> a.isAfter(b) ? a : b);
        }
        Optional<Instant> time = heartbeats.values().stream().min(Instant::compareTo);
        for (BusMessage message : read(Topic.PRICES)) {
            try {
                house.tick(TickCodec.decode(message.payload(), message.time()));
            } catch (MalformedMessage e) {
                // what a cleaner market would not hold
            }
        }
        for (BusMessage message : read(Topic.ORDERS)) {
            house.request(OrderCodec.decode(message.payload()));
        }
        time.ifPresent(house::advanceTo);
        return new Answer(
                List.copyOf(executions), time.map(it -> new Progress("clearing", it, false)));
    }

    /** The feed has ended: what still waits for a quote gets none. */
    Answer end(Instant time) {
        executions.clear();
        house.advanceTo(time.plusSeconds(3_600));
        return new Answer(
                List.copyOf(executions), Optional.of(new Progress("clearing", time, true)));
    }

    private List<BusMessage> read(Topic topic) throws Exception {
        List<BusMessage> all = new ArrayList<>();
        long[] places = next.computeIfAbsent(topic, _ -> new long[Bus.PARTITIONS]);
        for (Map.Entry<Integer, Long> end : logs.ends(topic).entrySet()) {
            while (places[end.getKey()] < end.getValue()) {
                List<BusMessage> read = logs.read(topic, end.getKey(), places[end.getKey()]);
                places[end.getKey()] = read.getLast().offset() + 1;
                all.addAll(read);
            }
        }
        return all;
    }
}
