package lab.poller.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import lab.domain.Pair;
import lab.domain.Side;

/**
 * A market in several pairs that one would believe at a glance. Every step makes some frames.
 *
 * <p><b>When.</b> Takers' orders come as a Hawkes process (A. G. Hawkes, 1971): each order makes
 * more of its pair likely for about a second, and a few of the others', so they come in bursts.
 * Times are drawn by thinning (Y. Ogata, 1981).
 *
 * <p><b>How far.</b> Fair prices wander with a factor that all pairs share and on their own. How
 * wildly they do is itself a slow process, one mood of the whole market and one of each pair
 * (stochastic volatility, after S. J. Taylor, 1986): calm and storm come in spells. Now and then
 * there is news: a jump, and a storm after it.
 *
 * <p><b>How much.</b> Values of orders are log-normal, and a part of the sizes are round. A large
 * order takes several makers one after another, at worse and worse prices, in one microsecond; the
 * fair price follows it a little. Spreads widen with storm and bustle.
 *
 * <p><b>Books.</b> If it has them, each pair's order book stands around the quotes of its tickers
 * ({@link SimulatedBook}). It changes with each order and each second, and is told as a whole at
 * its beginning and every five minutes.
 *
 * <p>Everything follows from the seed: no clock, and no arithmetic that a machine may do in its own
 * way.
 */
final class SimulatedMarket {
    private static final double EXCITEMENT_DECAY = 1.4; // a second
    private static final double SELF_EXCITEMENT = 0.45; // orders that an order causes in its pair
    private static final double CROSS_EXCITEMENT =
            0.03; // and in each other one, where they are few
    private static final double CROSS_EXCITEMENT_SUM = 0.15; // and in all others, or it never ends
    private static final double MOOD_KEPT = 0.9990; // a second
    private static final double MOOD_STEP = 0.022;
    private static final double MOOD_MAX = 2.2;
    private static final double NEWS_CHANCE = 1 / 2_400.0; // a second
    private static final double SAME_SIDE_CHANCE = 0.6;
    private static final double VALUE_SPREAD = 1.5; // of the logarithm
    private static final double ROUND_CHANCE = 0.3;
    private static final double IMPACT = 0.1; // of the ticks that an order went through
    private static final int FILLS_MAX = 12;
    private static final long MICROS_A_SECOND = 1_000_000;
    private static final long SECONDS_A_DAY = 86_400;
    private static final long HEARTBEAT_STEP_MICROS = 37;
    private static final long BOOK_EVERY = 300; // seconds

    private static final String BOOK = "book";

    private final long originSecond;
    private final long seed;
    private final List<PairMarket> pairs = new ArrayList<>();

    /** One for each pair, or none at all. */
    private final List<SimulatedBook> books = new ArrayList<>();

    private final FrameBuffer frames = new FrameBuffer();
    private final FrameWriter writer = new FrameWriter(frames);
    private Dice dice;
    private double now; // seconds since the origin
    private long nextSecond = 1;
    private double factor; // of the whole market, in units of a pair's volatility
    private double mood;
    private double activity = 1;
    private long stepMicros;

    SimulatedMarket(List<Pair> names, long seed, long originSecond, boolean hasBooks) {
        this.originSecond = originSecond;
        this.seed = seed;
        this.dice = new Dice(seed);
        this.mood = 0.3 * dice.nextNormal();
        for (Pair name : names) {
            pairs.add(new PairMarket(PairTraits.of(name), dice));
        }
        if (hasBooks) {
            makeBooks();
        }
    }

    private void makeBooks() {
        for (PairMarket pair : pairs) {
            long own = new Dice(seed + pair.traits().pair().name().hashCode()).nextLong();
            books.add(new SimulatedBook(pair, own));
        }
    }

    /** What the last step made. */
    FrameBuffer frames() {
        return frames;
    }

    /** When it happened, in microseconds since 1970. */
    long stepMicros() {
        return stepMicros;
    }

    /** Goes on to what happens next: an order, or a new second with its heartbeats. */
    void step() {
        frames.clear();
        while (frames.frames() == 0) {
            double limit = intensity();
            double candidate = now + dice.nextExponential() / limit;
            if (candidate >= nextSecond) {
                passTo((double) nextSecond);
                beginSecond();
                return;
            }
            passTo(candidate);
            double pick = dice.nextDouble() * limit;
            for (int i = 0; i < pairs.size(); i++) {
                pick -= pairs.get(i).intensity(activity);
                if (pick < 0) {
                    order(i);
                    break;
                }
            }
        }
    }

    private double intensity() {
        double sum = 0;
        for (PairMarket pair : pairs) {
            sum += pair.intensity(activity);
        }
        return sum;
    }

    private void passTo(double moment) {
        double elapsed = moment - now;
        now = moment;
        double calm = StrictMath.exp(-EXCITEMENT_DECAY * elapsed);
        for (PairMarket pair : pairs) {
            pair.calm(calm);
        }
        factor += StrictMath.exp(mood) * Math.sqrt(elapsed) * dice.nextNormal();
        stepMicros = (originSecond * MICROS_A_SECOND) + (long) (now * MICROS_A_SECOND);
    }

    private void beginSecond() {
        long second = originSecond + nextSecond;
        nextSecond++;
        mood = Math.min(MOOD_MAX, MOOD_KEPT * mood + MOOD_STEP * dice.nextNormal());
        if (dice.chance(NEWS_CHANCE)) {
            factor += (dice.nextInt(2) * 2 - 1) * (10 + 15 * dice.nextExponential());
            mood = Math.min(MOOD_MAX, mood + 0.8);
        }
        activity = activityAt(second % SECONDS_A_DAY);
        for (int i = 0; i < pairs.size(); i++) {
            PairMarket pair = pairs.get(i);
            pair.passSecond(mood, dice);
            if (second % SECONDS_A_DAY == 0) {
                pair.passMidnight();
            }
            pair.passMessages(dice.nextInt(40));
            writer.heartbeat(pair, second * MICROS_A_SECOND + i * HEARTBEAT_STEP_MICROS);
        }
        stepMicros = second * MICROS_A_SECOND + pairs.size() * HEARTBEAT_STEP_MICROS;
        for (int i = 0; i < books.size(); i++) {
            SimulatedBook book = books.get(i);
            if (!book.isEmpty()) {
                writer.change(pairs.get(i), book::passSecond, stepMicros);
            }
            if (book.isEmpty() || second % BOOK_EVERY == 0) {
                tellWhole(i);
            }
        }
    }

    private void tellWhole(int index) {
        SimulatedBook book = books.get(index);
        if (book.isEmpty()) {
            book.fill();
        }
        writer.snapshot(pairs.get(index), book, stepMicros);
    }

    /** Busiest when Europe and America are both awake; and when the market is wild. */
    private double activityAt(long secondOfDay) {
        double hour = secondOfDay / 3_600.0;
        double fromBusiest = Math.min(Math.abs(hour - 15), 24 - Math.abs(hour - 15));
        double season = 1.25 - 0.5 * fromBusiest / 12;
        return season * Math.min(4, StrictMath.exp(0.6 * mood));
    }

    private void order(int index) {
        PairMarket pair = pairs.get(index);
        pair.wander(now, factor, dice);
        double cross = Math.min(CROSS_EXCITEMENT, CROSS_EXCITEMENT_SUM / (pairs.size() - 1));
        for (int i = 0; i < pairs.size(); i++) {
            double share = i == index ? SELF_EXCITEMENT : cross;
            pairs.get(i)
                    .excite(
                            EXCITEMENT_DECAY
                                    * share
                                    * pairs.get(i).traits().ordersPerSecond()
                                    / pair.traits().ordersPerSecond());
        }
        pair.quote();
        boolean isBuy = pair.lastWasBuy() == dice.chance(SAME_SIDE_CHANCE);
        pair.newTaker(isBuy, dice);
        fill(pair, isBuy ? Side.BUY : Side.SELL, orderSize(pair));
        if (!books.isEmpty() && books.get(index).isEmpty()) {
            tellWhole(index);
        } else if (!books.isEmpty()) {
            writer.change(pair, books.get(index)::follow, stepMicros);
        }
    }

    /** In the smallest unit of size, at least one. */
    private long orderSize(PairMarket pair) {
        PairTraits traits = pair.traits();
        double value = traits.typicalValue() * StrictMath.exp(VALUE_SPREAD * dice.nextNormal());
        double price = (double) pair.ask() / FrameBuffer.power(traits.pricePlaces());
        long size = (long) (value / price * FrameBuffer.power(traits.sizePlaces()));
        if (dice.chance(ROUND_CHANCE)) {
            size = rounded(size);
        }
        return Math.max(1, size);
    }

    /** To one leading digit, or to its half. */
    private static long rounded(long size) {
        long unit = 1;
        while (size / unit >= 10) {
            unit *= 10;
        }
        return unit < 10 ? size : size / (unit / 2) * (unit / 2);
    }

    private void fill(PairMarket pair, Side taker, long orderSize) {
        long left = orderSize;
        long ticksBehind = 0;
        long price = pair.priceBehind(taker, 0);
        long size = 0;
        for (int fills = 1; left > 0 && fills <= FILLS_MAX; fills++) {
            long resting = fills == FILLS_MAX ? left : orderSize(pair) * 2;
            size = Math.min(left, resting);
            left -= size;
            price = pair.priceBehind(taker, ticksBehind);
            pair.count(price, size, dice.nextInt(fills == 1 ? 25 : 2));
            writer.match(pair, taker, price, size, stepMicros, dice);
            ticksBehind += dice.chance(0.4) ? 0 : 1 + dice.nextInt(3);
        }
        pair.sweptTo(taker, price);
        double impact = IMPACT * ticksBehind / price;
        pair.move(taker == Side.BUY ? impact : -impact);
        writer.ticker(pair, taker, price, size, orderSize(pair), orderSize(pair), stepMicros);
    }

    void writeTo(ObjectNode json) {
        json.put("dice", dice.state()).put("now", now).put("next_second", nextSecond);
        json.put("factor", factor).put("mood", mood).put("activity", activity);
        var all = json.putArray("pairs");
        for (int i = 0; i < pairs.size(); i++) {
            ObjectNode pair = all.addObject();
            pairs.get(i).writeTo(pair);
            if (!books.isEmpty()) {
                books.get(i).writeTo(pair.putObject(BOOK));
            }
        }
    }

    void readFrom(JsonNode json) {
        dice = new Dice(json.get("dice").asLong());
        now = json.get("now").asDouble();
        nextSecond = json.get("next_second").asLong();
        factor = json.get("factor").asDouble();
        mood = json.get("mood").asDouble();
        activity = json.get("activity").asDouble();
        JsonNode all = json.get("pairs");
        if (books.isEmpty() && all.path(0).has(BOOK)) {
            makeBooks(); // who had books goes on with them
        }
        for (int i = 0; i < pairs.size(); i++) {
            pairs.get(i).readFrom(all.get(i));
            if (all.get(i).has(BOOK)) {
                books.get(i).readFrom(all.get(i).get(BOOK));
            }
        }
    }
}
