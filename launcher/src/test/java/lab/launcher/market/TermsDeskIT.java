package lab.launcher.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lab.domain.MarketClock;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Tick;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.TermsChange;
import lab.domain.clearing.VenueTerms;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.EmbeddedBroker;
import lab.iggy.embedded.user.Credentials;
import lab.poller.exchange.Exchanges;
import lab.poller.exchange.FeedChoice;
import lab.topics.BusConnection;
import lab.topics.BusReader;
import lab.topics.BusTopics;
import lab.topics.TermsLog;
import lab.topics.Topic;
import lab.topics.codec.TermsCodec;
import lab.topics.codec.TickCodec;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TermsDeskIT {
    private static final String STREAM = "crypto";
    private static final Credentials ROOT = new Credentials("iggy", "a-test-password");
    private static final Instant MARKET = Instant.parse("2026-01-05T12:00:00Z");
    private static final Instant FAR = Instant.parse("2261-01-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    private static final FeedChoice LIVE = new FeedChoice.Live(Exchanges.COINBASE);
    private static final FeedChoice SIMULATED =
            new FeedChoice.Simulator(OptionalLong.empty(), OptionalLong.empty());

    @TempDir private Path dir;
    private EmbeddedBroker broker;
    private BusConnection connection;

    @BeforeEach
    void start() throws Exception {
        broker = new EmbeddedBroker(config().withPort(0), InstantSource.system());
        broker.start();
        connection =
                new BusConnection("127.0.0.1", broker.port(), ROOT.username(), ROOT.password());
        BusTopics.ensure(connection, STREAM, Duration.ofSeconds(30));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void a_start_that_sets_nothing_writes_nothing() throws Exception {
        assertThat(settle(TermsSettings.NONE, SIMULATED)).isEmpty();
        assertThat(settle(fee("0.001"), SIMULATED)).as("which holds already").isEmpty();
        assertThat(terms()).isEqualTo(DatedTerms.STANDARD);
    }

    @Test
    void what_is_set_before_there_is_a_market_holds_from_the_beginning() throws Exception {
        assertThat(settle(fee("0.0006"), LIVE).orElseThrow().from()).isEqualTo(TermsDesk.BEGINNING);
        assertThat(terms().at(MARKET).usual().feeRate()).isEqualByComparingTo("0.0006");
    }

    @Test
    void a_change_holds_after_the_newest_that_the_market_showed() throws Exception {
        tick(1, MARKET);
        TermsChange change = settle(fee("0.0006"), SIMULATED).orElseThrow();
        assertThat(change.from()).isEqualTo(MARKET.plusNanos(1_000));
        assertThat(terms().at(MARKET).usual().feeRate()).isEqualByComparingTo("0.001");
        assertThat(terms().at(MARKET.plusNanos(1_000)).usual().feeRate())
                .isEqualByComparingTo("0.0006");
    }

    @Test
    void on_a_live_market_a_change_does_not_begin_before_now() throws Exception {
        tick(1, MARKET);
        assertThat(settle(fee("0.0006"), LIVE).orElseThrow().from()).isEqualTo(NOW);
    }

    @Test
    void a_start_without_settings_goes_on_with_what_was_set_and_one_with_others_adds_them()
            throws Exception {
        tick(1, MARKET);
        assertThat(settle(fee("0.0006"), SIMULATED)).isPresent();
        assertThat(settle(fee("0.0006"), SIMULATED)).as("the same start again").isEmpty();
        assertThat(settle(TermsSettings.NONE, SIMULATED)).isEmpty();
        var slippage = new TermsSettings(Optional.empty(), Optional.of("0.0002"), Optional.empty());
        assertThat(settle(slippage, SIMULATED)).isPresent();
        assertThat(terms().changes()).hasSize(2);
        assertThat(terms().last().usual().feeRate()).isEqualByComparingTo("0.0006");
        assertThat(terms().last().usual().slippage()).isEqualByComparingTo("0.0002");
        assertThat(terms().at(MARKET.plusNanos(1_000))).isEqualTo(terms().last());
    }

    /** A start is killed behind the change and before anything goes by it; the broker with it. */
    @Test
    void a_start_that_was_killed_behind_its_change_is_made_again_and_changes_nothing_more()
            throws Exception {
        tick(1, MARKET);
        TermsChange change = settle(fee("0.0006"), SIMULATED).orElseThrow();
        broker.close();
        broker = new EmbeddedBroker(config().withPort(connection.port()), InstantSource.system());
        broker.start();

        assertThat(settle(fee("0.0006"), SIMULATED)).as("the same start again").isEmpty();
        assertThat(settle(TermsSettings.NONE, SIMULATED)).as("or one that sets nothing").isEmpty();
        assertThat(terms().changes()).hasSize(1);
        assertThat(terms().changes().getFirst().from()).isEqualTo(change.from());
        tick(2, MARKET.plusSeconds(1));
        assertThat(terms().at(MARKET)).as("of before").isEqualTo(DatedTerms.STANDARD.last());
        assertThat(terms().at(MARKET.plusSeconds(1))).isEqualTo(change.terms());
    }

    /** Another client's, on a market that may be ahead of every clock. */
    @Test
    void a_change_far_ahead_keeps_no_later_one_from_holding_at_once() throws Exception {
        tick(1, MARKET);
        send(FAR, "0.5");
        TermsChange change = settle(fee("0.0006"), SIMULATED).orElseThrow();
        assertThat(change.from()).isEqualTo(MARKET.plusNanos(1_000));
        assertThat(terms().at(MARKET.plusSeconds(1)).usual().feeRate())
                .isEqualByComparingTo("0.0006");
        assertThat(settle(fee("0.0006"), SIMULATED)).as("the same start again").isEmpty();
        assertThat(settle(TermsSettings.NONE, SIMULATED)).isEmpty();
    }

    @Test
    void fees_of_venues_are_remembered_beside_the_usual_one() throws Exception {
        tick(1, MARKET);
        assertThat(settle(fee("0.0006,binance=0.002"), SIMULATED)).isPresent();
        assertThat(settle(fee("binance=0.002"), SIMULATED)).as("the same again").isEmpty();
        TermsChange change = settle(fee("kraken=0.003"), SIMULATED).orElseThrow();
        assertThat(TermsDesk.said(change))
                .startsWith(
                        "terms          fee 0.0006, binance 0.002, kraken 0.003, slippage 0.0005,");
        assertThat(terms().last()).isEqualTo(change.terms());
    }

    @Test
    void what_a_change_far_ahead_says_does_not_hold_already() throws Exception {
        tick(1, MARKET);
        send(FAR, "0.5");
        TermsChange change = settle(fee("0.5"), SIMULATED).orElseThrow();
        assertThat(change.from()).isEqualTo(MARKET.plusNanos(1_000));
        var slippage = new TermsSettings(Optional.empty(), Optional.of("0.0002"), Optional.empty());
        send(FAR, "0.7");
        assertThat(settle(slippage, SIMULATED).orElseThrow().terms().usual().feeRate())
                .as("of those in force")
                .isEqualByComparingTo("0.5");
    }

    @Test
    void on_a_real_market_a_change_far_ahead_is_none() throws Exception {
        tick(1, MARKET);
        send(FAR, "0.5");
        for (FeedChoice feed : List.of(LIVE, new FeedChoice.Recording(Path.of("feed.jsonl")))) {
            String rate = feed.equals(LIVE) ? "0.5" : "0.0007";
            TermsChange change = settle(fee(rate), feed).orElseThrow();
            assertThat(change.from()).isBeforeOrEqualTo(NOW);
            assertThat(terms().at(NOW).usual().feeRate()).isEqualByComparingTo(rate);
        }
    }

    private void send(Instant from, String fee) throws Exception {
        var change =
                ClearingTerms.STANDARD.with(
                        ClearingTerms.STANDARD.slippage(),
                        new BigDecimal(fee),
                        ClearingTerms.STANDARD.quoteWait());
        try (var producer = new BusProducer(connection, STREAM, ProducerConfig.DEFAULT)) {
            producer.send(
                    Topic.TERMS, TermsCodec.KEY, TermsCodec.encode(from, VenueTerms.of(change)));
            assertThat(producer.flush(Duration.ofSeconds(30))).isTrue();
        }
    }

    private BrokerConfig config() {
        return BrokerConfig.in(dir).withRoot(ROOT);
    }

    private static TermsSettings fee(String fee) {
        return new TermsSettings(Optional.of(fee), Optional.empty(), Optional.empty());
    }

    private Optional<TermsChange> settle(TermsSettings wanted, FeedChoice feed) throws Exception {
        MarketClock market = MarketClock.of(feed.equals(SIMULATED));
        return new TermsDesk(connection, STREAM, market, InstantSource.fixed(NOW))
                .settle(wanted, feed);
    }

    private DatedTerms terms() throws Exception {
        try (var reader = new BusReader(connection, STREAM)) {
            return TermsLog.read(reader, MarketClock.OWN);
        }
    }

    private void tick(long sequence, Instant time) throws Exception {
        Price price = Price.of("100");
        var tick =
                new Tick(
                        new Pair("BTC-USD"),
                        sequence,
                        price,
                        price,
                        price,
                        BigDecimal.ONE,
                        time,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "test");
        try (var producer = new BusProducer(connection, STREAM, ProducerConfig.DEFAULT)) {
            producer.send(Topic.PRICES, tick.pair().name(), TickCodec.encode(tick));
            assertThat(producer.flush(Duration.ofSeconds(30))).isTrue();
        }
    }
}
