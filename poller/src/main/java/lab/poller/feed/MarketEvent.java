package lab.poller.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.book.BookChange;
import lab.domain.book.BookSnapshot;

/** What a frame says, whichever exchange's it is. */
public sealed interface MarketEvent {
    /** The pair that it is about, if it is about one. */
    default Optional<Pair> about() {
        return switch (this) {
            case Traded(var trade, _) -> Optional.of(trade.pair());
            case Ticked(var tick, _, _) -> Optional.of(tick.pair());
            case Beat beat -> Optional.of(beat.pair());
            case BookGiven(var snapshot) -> Optional.of(snapshot.pair());
            case BookChanged(var change) -> Optional.of(change.pair());
            case BookBroken(var pair, _) -> pair;
            case Several _, Other _, Refused _, Ahead _, Malformed _, Unreadable _ ->
                    Optional.empty();
        };
    }

    /**
     * A trade.
     *
     * @param trade with the taker's side, and without the feed's time
     * @param isNews whether it is to go onto the bus: a feed that knows what it has given says no
     *     of a repeat, which still shows how far the exchange's time has come
     */
    record Traded(Trade trade, boolean isNews) implements MarketEvent {}

    /**
     * A tick.
     *
     * @param others what the exchange said beyond the tick, as it came
     * @param isNews whether it is to go onto the bus
     */
    record Ticked(Tick tick, Map<String, String> others, boolean isNews) implements MarketEvent {}

    /**
     * The exchange's word that it is there.
     *
     * @param lastTradeId the newest trade of the pair; 0 where the exchange does not say
     */
    record Beat(Pair pair, long lastTradeId, long sequence, Instant time) implements MarketEvent {}

    /** A whole order book. */
    record BookGiven(BookSnapshot snapshot) implements MarketEvent {}

    /** A change of an order book. */
    record BookChanged(BookChange change) implements MarketEvent {}

    /**
     * Something of an order book that lacks what it must have.
     *
     * @param pair where the frame says at least that
     */
    record BookBroken(Optional<Pair> pair, String reason) implements MarketEvent {}

    /** What a frame says that says more than one thing; each is none of these again. */
    record Several(List<MarketEvent> events) implements MarketEvent {
        public Several {
            events = List.copyOf(events);
        }
    }

    /**
     * A frame of a channel that nobody asked for, or one that means nothing by itself. Whatever it
     * says, it moves no time: who does not use a channel cannot judge it either.
     */
    record Other(String type) implements MarketEvent {}

    /** The exchange's word that it will not do what we asked. */
    record Refused(String message) implements MarketEvent {}

    /** A frame whose time lies too far ahead of its receipt: it is not believed in anything. */
    record Ahead(String reason, Duration ahead) implements MarketEvent {}

    /** A frame that lacks what its type must have. */
    record Malformed(String reason) implements MarketEvent {}

    /** What is no frame at all: nobody knows what it was to say. */
    record Unreadable(String reason) implements MarketEvent {}
}
