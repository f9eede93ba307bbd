package lab.poller.live;

import static lab.domain.Checks.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Trade;
import lab.poller.live.Gap.SeenBy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which trades of a live feed were seen, and which were not.
 *
 * <p>Trade ids of a pair grow by one. So an id beyond the next one, in a match, a ticker or a
 * heartbeat, shows that trades are missing, and an id that is neither new nor missing is a repeat.
 * What is missing may only be late: it is asked for after a while.
 *
 * <p>A repeat happened when it came first. So one that happened after all trades that came before
 * is none: the exchange has begun to count anew, or an id that it once said was none of its own.
 * The pair is then counted on from there.
 */
public final class GapLedger {
    public static final Duration PATIENCE = Duration.ofSeconds(2);
    static final int TRADES_MAX = 50_000;

    private static final Logger log = LoggerFactory.getLogger(GapLedger.class);
    private static final int OPEN_GAPS_MAX = 1_000;
    private static final int ATTEMPTS_MAX = 20;
    private static final Duration RETRY_STEP = Duration.ofSeconds(5);
    private static final Duration RETRY_LONGEST = Duration.ofMinutes(1);

    private final Duration patience;
    private final Map<Pair, Seen> seen = new HashMap<>();
    private final TreeMap<Long, List<Gap>> due = new TreeMap<>();
    private final Map<SeenBy, Long> found = new EnumMap<>(SeenBy.class);
    private long filled;
    private long lost;
    private long breaks;

    /**
     * Of one pair: the newest trade by its id, when the latest happened, and the gaps below the
     * newest by their first trade.
     */
    private static final class Seen {
        long newest;
        long newestTicker = -1;
        @Nullable Instant latest;
        final TreeMap<Long, Gap> gaps = new TreeMap<>();

        void happened(Instant time) {
            latest = latest == null || time.isAfter(latest) ? time : latest;
        }
    }

    public GapLedger(Duration patience) {
        this.patience = patience;
    }

    /** Whether a trade is news. */
    public boolean admits(Trade trade, long nowNanos) {
        Seen pair = seen(trade.pair());
        long id = trade.tradeId();
        if (id > pair.newest) {
            if (pair.newest > 0 && id > pair.newest + 1) {
                open(
                        new Gap(
                                trade.pair(),
                                pair.newest + 1,
                                id - 1,
                                trade.sequence(),
                                SeenBy.TRADE_ID),
                        nowNanos);
            }
            pair.newest = id;
            pair.happened(trade.time());
            return true;
        }
        if (take(pair, id)) {
            pair.happened(trade.time());
            return true;
        }
        if (pair.latest == null || !trade.time().isAfter(pair.latest)) {
            return false;
        }
        breaks++;
        log.error(
                "trades are counted anew pair={} from={} newest={}", trade.pair(), id, pair.newest);
        pair.gaps.clear();
        pair.newest = id;
        pair.happened(trade.time());
        return true;
    }

    /** Whether a tick is news: on every subscription the exchange repeats the newest. */
    public boolean admitsTicker(Pair name, long sequence) {
        Seen pair = seen(name);
        boolean isNews = sequence != pair.newestTicker;
        pair.newestTicker = sequence;
        return isNews;
    }

    /**
     * Hears of the newest trade of a pair by other means than a match.
     *
     * @param seenBy what led to it
     */
    public void hear(Pair name, long tradeId, long sequence, SeenBy seenBy, long nowNanos) {
        Seen pair = seen(name);
        if (pair.newest > 0 && tradeId > pair.newest) {
            open(new Gap(name, pair.newest + 1, tradeId, sequence, seenBy), nowNanos);
            pair.newest = tradeId;
        }
    }

    /** Whether a trade that was asked for is still missing. */
    public boolean admitsAnswer(Trade trade) {
        boolean isMissing = take(seen(trade.pair()), trade.tradeId());
        filled += isMissing ? 1 : 0;
        return isMissing;
    }

    /** The next gap that has been open long enough to ask about; what closed meanwhile is gone. */
    public Optional<Gap> nextDue(long nowNanos) {
        while (!due.isEmpty() && due.firstKey() <= nowNanos) {
            List<Gap> group = due.firstEntry().getValue();
            Gap gap = group.removeLast();
            if (group.isEmpty()) {
                due.pollFirstEntry();
            }
            long left = missing(gap);
            if (left > 0) {
                if (gap.attempts() == 0) {
                    found.merge(gap.seenBy(), 1L, Long::sum);
                    log.warn(
                            "gap in the feed pair={} trades={} seen_by={}",
                            gap.pair(),
                            left,
                            gap.seenBy());
                }
                return Optional.of(gap);
            }
        }
        return Optional.empty();
    }

    /** The exchange has no more to say about a gap: what is still missing is lost. */
    public void close(Gap gap) {
        long left = missing(gap);
        if (left > 0) {
            lost += left;
            log.error("trades lost pair={} trades={} from={}", gap.pair(), left, gap.from());
            drop(gap);
        }
    }

    /** Nothing is known of a pair any more: should it come again, it begins anew. */
    public void forget(Pair pair) {
        seen.remove(pair);
    }

    /** The pairs of which something is known. */
    Set<Pair> pairs() {
        return Set.copyOf(seen.keySet());
    }

    /** The exchange could not be asked: it will be, later. */
    public void retry(Gap gap, long nowNanos) {
        if (gap.attempts() + 1 >= ATTEMPTS_MAX) {
            close(gap);
            return;
        }
        Duration wait = RETRY_STEP.multipliedBy(gap.attempts() + 1L);
        wait = wait.compareTo(RETRY_LONGEST) > 0 ? RETRY_LONGEST : wait;
        schedule(gap.again(), nowNanos + wait.toNanos());
    }

    /** How often trades were found missing, by what showed it. */
    public long gaps(SeenBy seenBy) {
        return found.getOrDefault(seenBy, 0L);
    }

    /** Whether a trade was not seen and is not given up. */
    public boolean isMissing(Pair pair, long tradeId) {
        var entry = seen(pair).gaps.floorEntry(tradeId);
        return entry != null && entry.getValue().holds(tradeId);
    }

    public long filled() {
        return filled;
    }

    public long lost() {
        return lost;
    }

    /** How often the trades of a pair were counted anew. */
    public long breaks() {
        return breaks;
    }

    public long missing() {
        long sum = 0;
        for (Seen pair : seen.values()) {
            for (Gap gap : pair.gaps.values()) {
                sum += gap.trades();
            }
        }
        return sum;
    }

    private void open(Gap shown, long nowNanos) {
        Gap gap = shown;
        if (gap.trades() > TRADES_MAX) {
            lost += gap.trades() - TRADES_MAX;
            log.error("gap too long to fill pair={} trades={}", gap.pair(), gap.trades());
            gap =
                    new Gap(
                            gap.pair(),
                            gap.to() - TRADES_MAX + 1,
                            gap.to(),
                            gap.sequence(),
                            gap.seenBy());
        }
        Seen pair = seen(gap.pair());
        if (pair.gaps.size() >= OPEN_GAPS_MAX) {
            close(pair.gaps.firstEntry().getValue());
        }
        pair.gaps.put(gap.from(), gap);
        schedule(gap, nowNanos + patience.toNanos());
    }

    private void schedule(Gap gap, long atNanos) {
        due.computeIfAbsent(atNanos, _ -> new ArrayList<>()).add(gap);
    }

    /** Takes a trade out of the gap that holds it, which may leave two. */
    private static boolean take(Seen pair, long tradeId) {
        var entry = pair.gaps.floorEntry(tradeId);
        if (entry == null || !entry.getValue().holds(tradeId)) {
            return false;
        }
        Gap gap = entry.getValue();
        pair.gaps.remove(gap.from());
        if (gap.from() < tradeId) {
            put(pair, new Gap(gap.pair(), gap.from(), tradeId - 1, gap.sequence(), gap.seenBy()));
        }
        if (tradeId < gap.to()) {
            put(pair, new Gap(gap.pair(), tradeId + 1, gap.to(), gap.sequence(), gap.seenBy()));
        }
        return true;
    }

    private static void put(Seen pair, Gap gap) {
        pair.gaps.put(gap.from(), gap);
    }

    /** How many trades of a gap are missing still. */
    private long missing(Gap asked) {
        long sum = 0;
        for (Gap gap : seen(asked.pair()).gaps.values()) {
            long from = Math.max(gap.from(), asked.from());
            long to = Math.min(gap.to(), asked.to());
            sum += Math.max(0, to - from + 1);
        }
        return sum;
    }

    private void drop(Gap asked) {
        Iterator<Gap> open = seen(asked.pair()).gaps.values().iterator();
        while (open.hasNext()) {
            Gap gap = open.next();
            if (gap.from() >= asked.from() && gap.to() <= asked.to()) {
                open.remove();
            }
        }
    }

    private Seen seen(Pair pair) {
        return seen.computeIfAbsent(pair, _ -> new Seen());
    }

    public void writeTo(ObjectNode json) {
        ObjectNode pairs = json.putObject("pairs");
        seen.forEach((pair, state) -> {
            ObjectNode one = pairs.putObject(pair.name()).put("newest", state.newest);
            if (state.latest != null) {
                one.put("latest", EventTime.format(state.latest));
            }
            ArrayNode missing = one.putArray("missing");
            for (Gap gap : state.gaps.values()) {
                missing.addArray().add(gap.from()).add(gap.to()).add(gap.sequence());
            }
        });
    }

    public void readFrom(JsonNode json, long nowNanos) {
        for (Map.Entry<String, JsonNode> entry : json.path("pairs").properties()) {
            var name = new Pair(entry.getKey());
            seen(name).newest = entry.getValue().path("newest").asLong();
            if (entry.getValue().hasNonNull("latest")) {
                String latest = entry.getValue().get("latest").asText();
                seen(name).latest = EventTime.parse("latest", latest);
            }
            for (JsonNode gap : entry.getValue().path("missing")) {
                check(gap.size() == 3, "missing: must be three numbers, was %s", gap);
                long from = gap.get(0).asLong();
                long to = gap.get(1).asLong();
                long sequence = gap.get(2).asLong();
                open(new Gap(name, from, to, sequence, SeenBy.TRADE_ID), nowNanos);
            }
        }
    }
}
