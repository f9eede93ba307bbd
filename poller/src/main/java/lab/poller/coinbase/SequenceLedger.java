package lab.poller.coinbase;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import lab.domain.Pair;

/**
 * What sequences tell of trades that a live feed did not bring.
 *
 * <p>A pair's sequence counts everything that happens to its order book, and of that we hear trades
 * alone: holes are the rule, and a jump proves nothing. Two things do prove or suggest that a trade
 * is missing:
 *
 * <ul>
 *   <li>A ticker carries the sequence of the trade that made it. If no match with that sequence
 *       comes within a while, that trade is missing, whether or not the ticker names its id.
 *   <li>Heartbeats whose sequence goes on and on, while nothing is heard of any trade and the
 *       heartbeats themselves do not say which is the newest (for years they said 0). That is only
 *       a suspicion: the exchange is asked for its newest trade.
 * </ul>
 *
 * <p>And one thing shows that the exchange began to count anew: a trade with a higher id and a
 * sequence that is not higher. It is counted; no trade is missing by it.
 */
final class SequenceLedger {
    static final Duration SUSPICIOUS_AFTER = Duration.ofMinutes(1);

    private static final int REMEMBERED_MAX = 2_000;
    private static final int UNMATCHED_MAX = 2_000;

    private final Duration patience;
    private final Duration suspiciousAfter;
    private final Map<Pair, Heard> heard = new HashMap<>();
    private final ArrayDeque<Told> told = new ArrayDeque<>();
    private long breaks;

    /** A trade that a ticker told of. */
    record Told(Pair pair, long sequence, OptionalLong tradeId, long atNanos) {}

    /** A pair whose order book goes on without a trade. */
    record Suspicion(Pair pair, long sequence) {}

    private static final class Heard {
        /** Of matches; those at or below the floor are forgotten and count as received. */
        final TreeSet<Long> received = new TreeSet<>();

        /** Of matches by id, to see whether both go the same way. */
        final TreeMap<Long, Long> byTradeId = new TreeMap<>();

        long floor;
        long heartbeat;
        boolean saysTradeIds;
        long tradeAtNanos;
        boolean hasTrade;
    }

    SequenceLedger(Duration patience, Duration suspiciousAfter) {
        this.patience = patience;
        this.suspiciousAfter = suspiciousAfter;
    }

    /** Nothing is known of a pair any more. */
    void forget(Pair pair) {
        heard.remove(pair);
        told.removeIf(of -> of.pair().equals(pair));
    }

    /** Hears of a match, new or repeated. */
    void received(Pair pair, long tradeId, long sequence, long nowNanos) {
        Heard of = heard.computeIfAbsent(pair, _ -> new Heard());
        var before = of.byTradeId.lowerEntry(tradeId);
        if (before != null && before.getValue() >= sequence) {
            breaks++;
            of.received.clear();
            of.byTradeId.clear();
            of.floor = sequence - 1;
        }
        if (!of.hasTrade) {
            of.floor = sequence - 1;
        }
        of.hasTrade = true;
        of.tradeAtNanos = nowNanos;
        of.received.add(sequence);
        of.byTradeId.put(tradeId, sequence);
        if (of.received.size() > REMEMBERED_MAX) {
            of.floor = Math.max(of.floor, of.received.removeFirst());
        }
        if (of.byTradeId.size() > REMEMBERED_MAX) {
            of.byTradeId.pollFirstEntry();
        }
    }

    /** Hears of a ticker: the trade that made it has this sequence. */
    void told(Pair pair, OptionalLong tradeId, long sequence, long nowNanos) {
        Heard of = heard.computeIfAbsent(pair, _ -> new Heard());
        of.tradeAtNanos = nowNanos;
        if (!isReceived(of, sequence) && told.size() < UNMATCHED_MAX) {
            told.add(new Told(pair, sequence, tradeId, nowNanos));
        }
    }

    /** Hears of a heartbeat. */
    void beat(Pair pair, long lastTradeId, long sequence) {
        Heard of = heard.computeIfAbsent(pair, _ -> new Heard());
        of.saysTradeIds = lastTradeId > 0;
        of.heartbeat = sequence;
    }

    /** The next trade that was told of and should have come by now. */
    Optional<Told> nextUnmatched(long nowNanos) {
        Iterator<Told> oldest = told.iterator();
        while (oldest.hasNext()) {
            Told next = oldest.next();
            if (nowNanos - next.atNanos() < patience.toNanos()) {
                return Optional.empty();
            }
            oldest.remove();
            Heard of = heard.get(next.pair());
            if (of != null && of.hasTrade && !isReceived(of, next.sequence())) {
                of.received.add(next.sequence()); // told once is enough
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    /** The next pair that one should ask the exchange about. */
    Optional<Suspicion> nextSuspicion(long nowNanos) {
        for (Map.Entry<Pair, Heard> entry : heard.entrySet()) {
            Heard of = entry.getValue();
            if (of.hasTrade
                    && !of.saysTradeIds
                    && !of.received.isEmpty()
                    && of.heartbeat > of.received.getLast()
                    && nowNanos - of.tradeAtNanos >= suspiciousAfter.toNanos()) {
                of.tradeAtNanos = nowNanos; // not again for a while
                return Optional.of(new Suspicion(entry.getKey(), of.heartbeat));
            }
        }
        return Optional.empty();
    }

    /** How often the exchange began to count anew. */
    long breaks() {
        return breaks;
    }

    private static boolean isReceived(Heard of, long sequence) {
        return sequence <= of.floor || of.received.contains(sequence);
    }
}
