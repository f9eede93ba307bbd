package lab.poller.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import lab.domain.Side;

/**
 * The order book of one pair, around the quotes that its market has anyway: its best bid and ask
 * are those of the newest ticker. The farther from them, the thinner lie the levels and the more is
 * on each.
 *
 * <p>It has dice of its own, so that a market is what it would be without books.
 */
final class SimulatedBook {
    /** Of a side. */
    static final int LEVELS = 25;

    private static final int GAP_MAX = 4; // ticks between levels
    private static final double SIZE_SPREAD = 0.9; // of the logarithm
    private static final double CHANGED_A_SECOND = 3; // levels whose size changes
    private static final double DEPTH_GROWTH = 0.06; // of the size, a level

    private final PairMarket market;
    private Dice dice;

    /** Sizes by price, in the units of the pair; of each side the best first. */
    private final NavigableMap<Long, Long> bids = new TreeMap<>(Comparator.reverseOrder());

    private final NavigableMap<Long, Long> asks = new TreeMap<>();

    SimulatedBook(PairMarket market, long seed) {
        this.market = market;
        this.dice = new Dice(seed);
    }

    /** Whether it has levels; a new one has none until its first snapshot. */
    boolean isEmpty() {
        return bids.isEmpty();
    }

    NavigableMap<Long, Long> levels(Side side) {
        return side == Side.BUY ? bids : asks;
    }

    /** Lays all levels anew around the quotes. */
    void fill() {
        bids.clear();
        asks.clear();
        follow(Side.BUY, _ -> {});
        follow(Side.SELL, _ -> {});
    }

    /** Takes a change of a level. */
    interface Changes {
        void take(Change change);
    }

    /**
     * A level's size from now on.
     *
     * @param size nothing if the level is gone
     */
    record Change(Side side, long price, long size) {}

    /** Goes to where the market's quotes are now, whatever lies in between. */
    void follow(Changes changes) {
        follow(Side.BUY, changes);
        follow(Side.SELL, changes);
    }

    private void follow(Side side, Changes changes) {
        NavigableMap<Long, Long> levels = levels(side);
        long best = side == Side.BUY ? market.bid() : market.ask();
        while (!levels.isEmpty() && isBetter(side, levels.firstKey(), best)) {
            remove(side, levels.firstKey(), changes);
        }
        if (levels.isEmpty() || levels.firstKey() != best) {
            put(side, best, 0, changes);
        }
        while (levels.size() > LEVELS) {
            remove(side, levels.lastKey(), changes);
        }
        while (levels.size() < LEVELS && behind(side, levels.lastKey()) > 0) {
            put(side, behind(side, levels.lastKey()), levels.size(), changes);
        }
    }

    private static boolean isBetter(Side side, long price, long than) {
        return side == Side.BUY ? price > than : price < than;
    }

    private long behind(Side side, long price) {
        long gap = 1L + dice.nextInt(GAP_MAX);
        return side == Side.BUY ? price - gap : price + gap;
    }

    /** A second goes by: some of the sizes change, and now and then a level comes or goes. */
    void passSecond(Changes changes) {
        int changed = (int) Math.min(LEVELS, CHANGED_A_SECOND * dice.nextExponential());
        for (int i = 0; i < changed; i++) {
            Side side = dice.chance(0.5) ? Side.BUY : Side.SELL;
            int depth = dice.nextInt(levels(side).size());
            long price = priceAt(side, depth);
            if (depth > 0 && dice.chance(0.2)) {
                remove(side, price, changes);
            } else {
                put(side, price, depth, changes);
            }
        }
        follow(changes);
    }

    private long priceAt(Side side, int depth) {
        int left = depth;
        for (long price : levels(side).keySet()) {
            if (left-- == 0) {
                return price;
            }
        }
        throw new IllegalStateException("level: must be one of the book, was " + depth);
    }

    private void put(Side side, long price, int depth, Changes changes) {
        double value =
                market.traits().typicalValue()
                        * (1 + DEPTH_GROWTH * depth)
                        * StrictMath.exp(SIZE_SPREAD * dice.nextNormal());
        double each = (double) price / FrameBuffer.power(market.traits().pricePlaces());
        double units = value / each * FrameBuffer.power(market.traits().sizePlaces());
        long size = Math.max(1, (long) units);
        levels(side).put(price, size);
        changes.take(new Change(side, price, size));
    }

    private void remove(Side side, long price, Changes changes) {
        levels(side).remove(price);
        changes.take(new Change(side, price, 0));
    }

    void writeTo(ObjectNode json) {
        json.put("dice", dice.state());
        write(json.putArray("bids"), bids);
        write(json.putArray("asks"), asks);
    }

    private static void write(ArrayNode json, NavigableMap<Long, Long> levels) {
        for (Map.Entry<Long, Long> level : levels.entrySet()) {
            json.add(level.getKey()).add(level.getValue());
        }
    }

    void readFrom(JsonNode json) {
        dice = new Dice(json.path("dice").asLong());
        read(json.path("bids"), bids);
        read(json.path("asks"), asks);
    }

    private static void read(JsonNode json, NavigableMap<Long, Long> levels) {
        levels.clear();
        for (int i = 0; i + 1 < json.size(); i += 2) {
            levels.put(json.get(i).asLong(), json.get(i + 1).asLong());
        }
    }
}
