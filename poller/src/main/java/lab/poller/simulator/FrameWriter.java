package lab.poller.simulator;

import static lab.poller.simulator.FrameBuffer.ascii;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import lab.domain.EventTime;
import lab.domain.Side;

/** Writes frames as Coinbase's public feed has them, field by field in its order. */
final class FrameWriter {
    private static final byte[] MATCH = ascii("{\"type\":\"match\",\"trade_id\":");
    private static final byte[] MAKER = ascii(",\"maker_order_id\":\"");
    private static final byte[] TAKER = ascii("\",\"taker_order_id\":\"");
    private static final byte[] SIDE = ascii("\",\"side\":\"");
    private static final byte[] SIZE = ascii("\",\"size\":\"");
    private static final byte[] PRICE = ascii("\",\"price\":\"");
    private static final byte[] PAIR = ascii("\",\"product_id\":\"");
    private static final byte[] SEQUENCE = ascii("\",\"sequence\":");
    private static final byte[] TIME = ascii(",\"time\":\"");
    private static final byte[] END_TEXT = ascii("\"}");
    private static final byte[] TICKER = ascii("{\"type\":\"ticker\",\"sequence\":");
    private static final byte[] PAIR_AFTER_NUMBER = ascii(",\"product_id\":\"");
    private static final byte[] OPEN = ascii("\",\"open_24h\":\"");
    private static final byte[] VOLUME = ascii("\",\"volume_24h\":\"");
    private static final byte[] LOW = ascii("\",\"low_24h\":\"");
    private static final byte[] HIGH = ascii("\",\"high_24h\":\"");
    private static final byte[] VOLUME_30D = ascii("\",\"volume_30d\":\"");
    private static final byte[] BID = ascii("\",\"best_bid\":\"");
    private static final byte[] BID_SIZE = ascii("\",\"best_bid_size\":\"");
    private static final byte[] ASK = ascii("\",\"best_ask\":\"");
    private static final byte[] ASK_SIZE = ascii("\",\"best_ask_size\":\"");
    private static final byte[] TIME_AFTER_TEXT = ascii("\",\"time\":\"");
    private static final byte[] TRADE_ID = ascii("\",\"trade_id\":");
    private static final byte[] LAST_SIZE = ascii(",\"last_size\":\"");
    private static final byte[] HEARTBEAT = ascii("{\"type\":\"heartbeat\",\"sequence\":");
    private static final byte[] LAST_TRADE_ID = ascii(",\"last_trade_id\":");
    private static final byte[] SNAPSHOT = ascii("{\"type\":\"snapshot\",\"product_id\":\"");
    private static final byte[] ASKS = ascii("\",\"asks\":[");
    private static final byte[] BIDS = ascii("],\"bids\":[");
    private static final byte[] CHANGE = ascii("{\"type\":\"l2update\",\"product_id\":\"");
    private static final byte[] CHANGES = ascii("\",\"changes\":[");
    private static final byte[] TIME_AFTER_LIST = ascii("],\"time\":\"");
    private static final byte[] LIST = ascii("[\"");
    private static final byte[] ITEM = ascii("\",\"");
    private static final byte[] END_LIST = ascii("\"]");
    private static final byte[] NOTHING = {};
    private static final byte[] COMMA = ascii(",");
    private static final byte[] BUY = ascii("buy");
    private static final byte[] SELL = ascii("sell");
    private static final byte[] UTC = ascii("Z");
    private static final int VOLUME_PLACES = 8;

    private final FrameBuffer out;
    private long secondWritten = Long.MIN_VALUE;
    private byte[] secondText = {};

    FrameWriter(FrameBuffer out) {
        this.out = out;
    }

    /** A match; the side is the maker's, as in the exchange's frames. */
    void match(PairMarket market, Side taker, long price, long size, long timeMicros, Dice dice) {
        PairTraits traits = market.traits();
        out.text(MATCH).number(market.tradeId());
        out.text(MAKER).uuid(dice.nextLong(), dice.nextLong());
        out.text(TAKER).uuid(market.takerIdHigh(), market.takerIdLow());
        out.text(SIDE).text(taker == Side.BUY ? SELL : BUY);
        out.text(SIZE).decimal(size, traits.sizePlaces());
        out.text(PRICE).decimal(price, traits.pricePlaces());
        out.text(PAIR).text(market.name());
        out.text(SEQUENCE).number(market.sequence());
        time(TIME, timeMicros);
        out.text(END_TEXT).endFrame();
    }

    /** A ticker; the side is the taker's. */
    void ticker(
            PairMarket market,
            Side taker,
            long price,
            long size,
            long bidSize,
            long askSize,
            long timeMicros) {
        PairTraits traits = market.traits();
        int places = traits.pricePlaces();
        out.text(TICKER).number(market.sequence());
        out.text(PAIR_AFTER_NUMBER).text(market.name());
        out.text(PRICE).decimal(price, places);
        out.text(OPEN).decimal(market.open(), places);
        out.text(VOLUME).decimal(market.volumeDay(), VOLUME_PLACES);
        out.text(LOW).decimal(market.low(), places);
        out.text(HIGH).decimal(market.high(), places);
        out.text(VOLUME_30D).decimal(market.volumeMonth(), VOLUME_PLACES);
        out.text(BID).decimal(market.bid(), places);
        out.text(BID_SIZE).decimal(bidSize, traits.sizePlaces());
        out.text(ASK).decimal(market.ask(), places);
        out.text(ASK_SIZE).decimal(askSize, traits.sizePlaces());
        out.text(SIDE).text(taker == Side.BUY ? BUY : SELL);
        time(TIME_AFTER_TEXT, timeMicros);
        out.text(TRADE_ID).number(market.tradeId());
        out.text(LAST_SIZE).decimal(size, traits.sizePlaces());
        out.text(END_TEXT).endFrame();
    }

    void heartbeat(PairMarket market, long timeMicros) {
        out.text(HEARTBEAT).number(market.sequence());
        out.text(LAST_TRADE_ID).number(market.tradeId());
        out.text(PAIR_AFTER_NUMBER).text(market.name());
        time(TIME_AFTER_TEXT, timeMicros);
        out.text(END_TEXT).endFrame();
    }

    /** A whole book, best levels first. */
    void snapshot(PairMarket market, SimulatedBook book, long timeMicros) {
        out.text(SNAPSHOT).text(market.name()).text(ASKS);
        levels(market, book.levels(Side.SELL));
        out.text(BIDS);
        levels(market, book.levels(Side.BUY));
        time(TIME_AFTER_LIST, timeMicros);
        out.text(END_TEXT).endFrame();
    }

    private void levels(PairMarket market, SortedMap<Long, Long> levels) {
        boolean isFirst = true;
        for (Map.Entry<Long, Long> level : levels.entrySet()) {
            out.text(isFirst ? NOTHING : COMMA).text(LIST);
            out.decimal(level.getKey(), market.traits().pricePlaces()).text(ITEM);
            out.decimal(level.getValue(), market.traits().sizePlaces()).text(END_LIST);
            isFirst = false;
        }
    }

    /** What a book does, in one frame; none if it does nothing. */
    void change(PairMarket market, Consumer<SimulatedBook.Changes> does, long timeMicros) {
        List<SimulatedBook.Change> changes = new ArrayList<>();
        does.accept(changes::add);
        if (changes.isEmpty()) {
            return;
        }
        out.text(CHANGE).text(market.name()).text(CHANGES);
        for (int i = 0; i < changes.size(); i++) {
            SimulatedBook.Change change = changes.get(i);
            out.text(i == 0 ? NOTHING : COMMA).text(LIST);
            out.text(change.side() == Side.BUY ? BUY : SELL).text(ITEM);
            out.decimal(change.price(), market.traits().pricePlaces()).text(ITEM);
            out.decimal(change.size(), market.traits().sizePlaces()).text(END_LIST);
        }
        time(TIME_AFTER_LIST, timeMicros);
        out.text(END_TEXT).endFrame();
    }

    private void time(byte[] before, long micros) {
        long second = Math.floorDiv(micros, 1_000_000L);
        if (second != secondWritten) {
            secondWritten = second;
            secondText = ascii(EventTime.format(Instant.ofEpochSecond(second)).substring(0, 20));
        }
        out.text(before).text(secondText);
        out.digits(Math.floorMod(micros, 1_000_000L), 6).text(UTC);
    }
}
