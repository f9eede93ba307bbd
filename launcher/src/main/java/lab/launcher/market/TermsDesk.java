package lab.launcher.market;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.domain.EventTime;
import lab.domain.MarketClock;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.TermsChange;
import lab.domain.clearing.VenueTerms;
import lab.launcher.directory.LabException;
import lab.poller.exchange.FeedChoice;
import lab.topics.BusConnection;
import lab.topics.BusException;
import lab.topics.BusMessage;
import lab.topics.BusOffsets;
import lab.topics.BusReader;
import lab.topics.TermsLog;
import lab.topics.Topic;
import lab.topics.codec.HeartbeatCodec;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.TermsCodec;
import lab.topics.codec.TickCodec;
import lab.topics.codec.TradeCodec;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;

/**
 * Writes a change of terms down on the bus, before anything runs that would go by it.
 *
 * <p>A change begins a moment after the newest that the bus shows of the market, and on a live
 * market not before now; where the bus shows nothing yet, at the beginning of time. Which changes
 * there are has no say in it: others write them too, for any time. A start that wants what holds by
 * then writes nothing, so one that was killed half way can be made again.
 */
final class TermsDesk {
    /** Where nothing was settled yet: before any time that a message can have. */
    static final Instant BEGINNING = Instant.parse("2009-01-01T00:00:00Z");

    private static final Duration MOMENT = Duration.ofNanos(1_000);
    private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(30);

    /** The newest messages of each partition that are looked at. */
    private static final int TAIL = 16;

    private static final List<Topic> TIMED =
            List.of(Topic.PRICES, Topic.TRADES, Topic.HEARTBEATS, Topic.ORDERS);

    private final BusConnection connection;
    private final String stream;
    private final MarketClock marketClock;
    private final InstantSource clock;

    TermsDesk(
            BusConnection connection, String stream, MarketClock marketClock, InstantSource clock) {
        this.connection = connection;
        this.stream = stream;
        this.marketClock = marketClock;
        this.clock = clock;
    }

    /**
     * Sees to it that the terms on the bus are those that are wanted.
     *
     * @return the change, if it took one
     */
    Optional<TermsChange> settle(TermsSettings wanted, FeedChoice feed)
            throws BusException, InterruptedException, LabException {
        try (var reader = new BusReader(connection, stream);
                var offsets = new BusOffsets(connection)) {
            DatedTerms terms = TermsLog.read(reader, marketClock);
            boolean isLive =
                    marketClock == MarketClock.REAL
                            && (feed instanceof FeedChoice.Live || feed instanceof FeedChoice.None);
            Instant from = begin(offsets, terms, isLive);
            VenueTerms held = terms.at(from);
            VenueTerms next = wanted.over(held);
            if (next.equals(held)) {
                return Optional.empty();
            }
            write(from, next);
            return Optional.of(new TermsChange(from, clock.instant(), next));
        }
    }

    private Instant begin(BusOffsets offsets, DatedTerms terms, boolean isLive)
            throws BusException, InterruptedException {
        Optional<Instant> newest = Optional.empty();
        boolean wasWritten = false;
        for (Topic topic : TIMED) {
            wasWritten |= offsets.ends(stream, topic).values().stream().anyMatch(end -> end > 0);
            for (BusMessage message : offsets.tail(stream, topic, TAIL)) {
                newest =
                        Stream.concat(newest.stream(), time(message).stream())
                                .max(Instant::compareTo);
            }
        }
        if (!wasWritten) {
            return BEGINNING;
        }
        Instant now = EventTime.ofMicros(EventTime.toMicros(clock.instant()));
        Instant from = newest.map(time -> time.plus(MOMENT)).orElseGet(() -> last(terms, now));
        if (marketClock == MarketClock.REAL && from.isAfter(now.plus(EventTime.AHEAD_MAX))) {
            return now.plus(EventTime.AHEAD_MAX); // later, and nobody would believe it
        }
        return isLive && now.isAfter(from) ? now : from;
    }

    /** Of a market that the bus no longer has: what it had was settled by the changes up to now. */
    private static Instant last(DatedTerms terms, Instant now) {
        return terms.changes().stream()
                .map(TermsChange::from)
                .filter(from -> !from.isAfter(now))
                .max(Instant::compareTo)
                .orElse(BEGINNING);
    }

    private Optional<Instant> time(BusMessage message) {
        Instant receipt = marketClock.receipt(message.time());
        byte[] payload = message.payload();
        try {
            return switch (message.topic()) {
                case PRICES -> Optional.of(TickCodec.decode(payload, receipt).time());
                case TRADES -> Optional.of(TradeCodec.decode(payload, receipt).time());
                case HEARTBEATS -> Optional.of(HeartbeatCodec.decode(payload, receipt).time());
                default -> Optional.empty();
            };
        } catch (MalformedMessage e) {
            return Optional.empty();
        }
    }

    private void write(Instant from, VenueTerms terms) throws InterruptedException, LabException {
        try (var producer = new BusProducer(connection, stream, ProducerConfig.DEFAULT)) {
            producer.send(Topic.TERMS, TermsCodec.KEY, TermsCodec.encode(from, terms));
            if (!producer.flush(WRITTEN_WITHIN)) {
                throw new LabException(
                        "terms: the bus must take a change within %d s, it did not"
                                .formatted(WRITTEN_WITHIN.toSeconds()));
            }
        }
    }

    /** For the user: what holds from when. */
    static String said(TermsChange change) {
        ClearingTerms usual = change.terms().usual();
        String elsewhere =
                change.terms().fees().entrySet().stream()
                        .map(fee ->
                                ", %s %s".formatted(fee.getKey(), fee.getValue().toPlainString()))
                        .collect(Collectors.joining());
        return "terms          fee %s%s, slippage %s, quotes are waited for %s ms, %s"
                .formatted(
                        usual.feeRate().toPlainString(),
                        elsewhere,
                        usual.slippage().toPlainString(),
                        usual.quoteWait().toMillis(),
                        change.from().equals(BEGINNING)
                                ? "from the beginning"
                                : "for requests from " + change.from() + " on");
    }
}
