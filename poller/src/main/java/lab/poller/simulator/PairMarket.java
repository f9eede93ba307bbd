package lab.poller.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import lab.domain.Side;

/**
 * The state of one pair: a fair price that nobody sees, the quotes around it, and what the exchange
 * counts.
 */
final class PairMarket {
    private static final double MOOD_KEPT = 0.9988; // a second; half of it is gone in ten minutes
    private static final double MOOD_STEP = 0.022;
    private static final double SPREAD_MOOD_POWER = 0.7;
    private static final double WANDER_MAX = 4; // log of how far a price goes from its beginning
    private static final int SECONDS_A_DAY = 86_400;
    private static final int DAYS_A_MONTH = 30;
    private static final long VOLUME_MAX = 4_000_000_000_000_000_000L;

    private final PairTraits traits;
    private final byte[] name;
    private final double idioShare;
    private double logPrice;
    private double mood;
    private double excitement;
    private double marketSeen;
    private double updatedAt;
    private double spreadFactor = 1;
    private boolean lastWasBuy;
    private long bid;
    private long ask;
    private long tradeId;
    private long sequence;
    private long takerIdHigh;
    private long takerIdLow;
    private long open;
    private long low;
    private long high;
    private long volumeDay;
    private long volumeMonth;

    PairMarket(PairTraits traits, Dice dice) {
        this.traits = traits;
        this.name = FrameBuffer.ascii(traits.pair().name());
        this.idioShare = Math.sqrt(1 - traits.marketShare() * traits.marketShare());
        double price = traits.price() * (1 + 0.004 * dice.nextNormal());
        this.logPrice = StrictMath.log(price);
        this.mood = 0.4 * dice.nextNormal();
        this.tradeId = 20_000_000L + dice.nextInt(800_000_000);
        this.sequence = 1_000_000_000L + dice.nextInt(2_000_000_000);
        this.open = Math.round(price);
        this.low = open;
        this.high = open;
        double value = traits.ordersPerSecond() * traits.typicalValue() * 4 * SECONDS_A_DAY;
        double coins = value / (price / FrameBuffer.power(traits.pricePlaces()));
        this.volumeDay = Math.min(VOLUME_MAX / 60, (long) (coins * 1e8));
        this.volumeMonth = DAYS_A_MONTH * volumeDay;
        quote();
    }

    /** Lets the fair price wander up to now: with the market, and on its own. */
    void wander(double now, double marketFactor, Dice dice) {
        double elapsed = now - updatedAt;
        updatedAt = now;
        double own = StrictMath.exp(mood) * Math.sqrt(elapsed) * dice.nextNormal();
        double withMarket = traits.marketShare() * (marketFactor - marketSeen);
        marketSeen = marketFactor;
        move(traits.volatility() * (withMarket + idioShare * own));
    }

    /** Moves the fair price by a part of itself. */
    void move(double logStep) {
        double beginning = StrictMath.log((double) traits.price());
        logPrice =
                Math.max(
                        beginning - WANDER_MAX,
                        Math.min(beginning + WANDER_MAX, logPrice + logStep));
    }

    /** A second goes by: moods change, and a second falls out of the day's volume. */
    void passSecond(double marketMood, Dice dice) {
        mood = MOOD_KEPT * mood + MOOD_STEP * dice.nextNormal();
        spreadFactor = StrictMath.exp(SPREAD_MOOD_POWER * (mood + marketMood));
        volumeDay -= volumeDay / SECONDS_A_DAY;
        volumeMonth -= volumeMonth / ((long) DAYS_A_MONTH * SECONDS_A_DAY);
    }

    void passMidnight() {
        open = (bid + ask) / 2;
        low = open;
        high = open;
    }

    /** Sets bid and ask around the fair price: the wilder and busier, the wider. */
    void quote() {
        double price = StrictMath.exp(logPrice);
        double busy = 1 + 0.15 * excitement / traits.ordersPerSecond();
        double half = price * traits.halfSpread() * spreadFactor * Math.min(busy, 6);
        bid = Math.max(1, (long) Math.floor(price - half));
        ask = Math.max(bid + 1, (long) Math.ceil(price + half));
    }

    /** Counts a trade; its messages on the book in between are counted too. */
    void count(long price, long size, int messages) {
        tradeId++;
        sequence += 1 + messages;
        low = Math.min(low, price);
        high = Math.max(high, price);
        long units = size * FrameBuffer.power(8 - traits.sizePlaces());
        volumeDay = Math.min(VOLUME_MAX, volumeDay + units);
        volumeMonth = Math.min(VOLUME_MAX, volumeMonth + units);
    }

    void passMessages(int messages) {
        sequence += messages;
    }

    void newTaker(boolean isBuy, Dice dice) {
        lastWasBuy = isBuy;
        takerIdHigh = dice.nextLong();
        takerIdLow = dice.nextLong();
    }

    /** How many orders a second takers send now. */
    double intensity(double marketActivity) {
        return traits.ordersPerSecond() * marketActivity + excitement;
    }

    void excite(double by) {
        excitement = Math.min(excitement + by, 40 * traits.ordersPerSecond());
    }

    void calm(double factor) {
        excitement *= factor;
    }

    /** The price of so many ticks beyond the best one, as a taker of a side meets them. */
    long priceBehind(Side taker, long ticks) {
        return taker == Side.BUY ? ask + ticks : Math.max(1, bid - ticks);
    }

    /** After a sweep the quotes stand no better than what was just paid. */
    void sweptTo(Side taker, long price) {
        if (taker == Side.BUY) {
            ask = Math.max(ask, price);
        } else {
            bid = Math.min(bid, price);
        }
    }

    void writeTo(ObjectNode json) {
        json.put("log_price", logPrice).put("mood", mood).put("excitement", excitement);
        json.put("market_seen", marketSeen).put("updated_at", updatedAt);
        json.put("spread_factor", spreadFactor).put("last_was_buy", lastWasBuy);
        json.put("bid", bid).put("ask", ask).put("trade_id", tradeId).put("sequence", sequence);
        json.put("open", open).put("low", low).put("high", high);
        json.put("volume_day", volumeDay).put("volume_month", volumeMonth);
    }

    void readFrom(JsonNode json) {
        logPrice = json.get("log_price").asDouble();
        mood = json.get("mood").asDouble();
        excitement = json.get("excitement").asDouble();
        marketSeen = json.get("market_seen").asDouble();
        updatedAt = json.get("updated_at").asDouble();
        spreadFactor = json.get("spread_factor").asDouble();
        lastWasBuy = json.get("last_was_buy").asBoolean();
        bid = json.get("bid").asLong();
        ask = json.get("ask").asLong();
        tradeId = json.get("trade_id").asLong();
        sequence = json.get("sequence").asLong();
        open = json.get("open").asLong();
        low = json.get("low").asLong();
        high = json.get("high").asLong();
        volumeDay = json.get("volume_day").asLong();
        volumeMonth = json.get("volume_month").asLong();
    }

    PairTraits traits() {
        return traits;
    }

    byte[] name() {
        return name;
    }

    boolean lastWasBuy() {
        return lastWasBuy;
    }

    long bid() {
        return bid;
    }

    long ask() {
        return ask;
    }

    long tradeId() {
        return tradeId;
    }

    long sequence() {
        return sequence;
    }

    long takerIdHigh() {
        return takerIdHigh;
    }

    long takerIdLow() {
        return takerIdLow;
    }

    long open() {
        return open;
    }

    long low() {
        return low;
    }

    long high() {
        return high;
    }

    long volumeDay() {
        return volumeDay;
    }

    long volumeMonth() {
        return volumeMonth;
    }
}
