package lab.replay;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lab.cold.ColdLog;
import lab.cold.Names;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.progress.Heartbeat;
import lab.topics.Bus;
import lab.topics.Partitioner;
import org.jspecify.annotations.Nullable;

/** What was seen of each pair, so that its end can be said as a feed says it. */
final class SeenPairs {
    private static final int NO_HEARTBEATS = -1;

    private final Names names;

    /** By the number of the pair's name; those that are no pairs have none. */
    private @Nullable Seen[] seen = new Seen[16];

    private static final class Seen {
        private long lastTradeId;
        private boolean isEnded;
        private String exchange = "replay";
        private int partition = NO_HEARTBEATS;
    }

    /** A heartbeat that is missing, and the partition that it belongs into. */
    record End(int partition, Heartbeat heartbeat) {}

    SeenPairs(Names names, Map<String, ReplayPosition.SeenPair> before) {
        this.names = names;
        before.forEach((name, pair) -> {
            Seen of = of(names.number(name));
            of.lastTradeId = pair.lastTradeId();
            of.isEnded = pair.ended();
            of.exchange = pair.exchange();
            of.partition = pair.partition();
        });
    }

    void note(Source source, ColdLog.Partition next) {
        switch (source) {
            case TERMS, ORDERS -> {}
            case TICKS -> of(next.get(Source.PAIR));
            case TRADES -> {
                Seen of = of(next.get(Source.PAIR));
                of.lastTradeId = Math.max(of.lastTradeId, next.get(Source.TRADE_ID));
                of.isEnded = false;
            }
            case HEARTBEATS -> {
                Seen of = of(next.get(Source.PAIR));
                of.lastTradeId = Math.max(of.lastTradeId, next.get(Source.TRADE_ID));
                of.isEnded = next.get(Source.ENDED) == 1;
                of.exchange = names.name(next.get(Source.EXCHANGE));
                of.partition = next.number();
            }
        }
    }

    private Seen of(long pair) {
        int number = (int) pair;
        if (number >= seen.length) {
            seen = Arrays.copyOf(seen, 2 * number);
        }
        Seen known = seen[number];
        if (known == null) {
            known = new Seen();
            seen[number] = known;
        }
        return known;
    }

    private Map<String, Seen> byName() {
        Map<String, Seen> pairs = new TreeMap<>();
        for (int number = 0; number < seen.length; number++) {
            Seen of = seen[number];
            if (of != null) {
                pairs.put(names.name(number), of);
            }
        }
        return pairs;
    }

    Map<String, ReplayPosition.SeenPair> toPosition() {
        Map<String, ReplayPosition.SeenPair> pairs = new TreeMap<>();
        byName().forEach((name, of) ->
                pairs.put(
                        name,
                        new ReplayPosition.SeenPair(
                                of.lastTradeId, of.isEnded, of.exchange, of.partition)));
        return pairs;
    }

    /** What says of each pair that its feed has ended, if the last that was recorded does not. */
    List<End> ends(long newestMicros) {
        return byName().entrySet().stream()
                .filter(each -> !each.getValue().isEnded)
                .map(each -> end(each.getKey(), each.getValue(), newestMicros))
                .toList();
    }

    private static End end(String name, Seen of, long newestMicros) {
        var heartbeat =
                new Heartbeat(
                        new Pair(name),
                        of.lastTradeId,
                        EventTime.ofMicros(newestMicros),
                        of.exchange,
                        true);
        int partition =
                of.partition == NO_HEARTBEATS
                        ? Partitioner.partition(name, Bus.PARTITIONS)
                        : of.partition;
        return new End(partition, heartbeat);
    }
}
