package lab.launcher.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.poller.AheadLimit;
import lab.poller.exchange.Exchanges;
import lab.poller.exchange.FeedChoice;
import lab.poller.feed.Speed;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarketChoiceTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-01-05T10:00:00Z"));
    private static final FeedChoice COINBASE = new FeedChoice.Live(Exchanges.COINBASE);
    private static final FeedChoice BINANCE = new FeedChoice.Live(Exchanges.BINANCE);
    private static final FeedChoice NONE = new FeedChoice.None();
    private static final FeedChoice SIMULATOR =
            new FeedChoice.Simulator(OptionalLong.empty(), OptionalLong.empty());

    @TempDir Path dir;
    private FeedChoice recording = NONE;

    @BeforeEach
    void record() throws Exception {
        recording =
                new FeedChoice.Recording(Files.writeString(dir.resolve("x.ws"), "1740830401: {}"));
    }

    @Test
    void a_recording_without_a_frame_is_refused_and_nothing_is_noted() throws Exception {
        var empty = new FeedChoice.Recording(Files.writeString(dir.resolve("empty.ws"), "\n"));
        assertThatThrownBy(() -> asked(empty, true))
                .isInstanceOf(LabException.class)
                .hasMessageStartingWith("recording %s: must hold frames", dir.resolve("empty.ws"));
    }

    @Test
    void a_new_directory_holds_the_live_market_if_the_exchange_can_be_reached() throws Exception {
        assertThat(unsaid(true)).isEqualTo(new MarketChoice(COINBASE, List.of()));
        assertThat(dir.resolve("data/feed/market.json"))
                .content()
                .contains("\"coinbase\"", "2026-01-05T10:00:00Z");
    }

    @Test
    void a_new_directory_without_network_holds_a_simulated_market_and_keeps_to_it()
            throws Exception {
        assertThat(unsaid(false).feed()).isEqualTo(SIMULATOR);
        assertThat(unsaid(false).feed()).isEqualTo(SIMULATOR);

        MarketChoice online = unsaid(true);
        assertThat(online.feed()).isEqualTo(SIMULATOR);
        assertThat(online.notes())
                .containsExactly(
                        "this data directory holds a simulated market since 2026-01-05; for the"
                                + " live one: ./lab up --data OTHER");
    }

    @Test
    void without_network_a_simulator_stands_in_for_an_exchange_that_was_asked_for()
            throws Exception {
        MarketChoice chosen = asked(COINBASE, false);
        assertThat(chosen.feed()).isEqualTo(SIMULATOR);
        assertThat(chosen.notes())
                .containsExactly("it stands in for coinbase, which cannot be reached from here");
    }

    @Test
    void real_trades_are_not_added_to_a_simulated_market() throws Exception {
        asked(SIMULATOR, true);
        for (FeedChoice real : List.of(COINBASE, recording)) {
            assertThatThrownBy(() -> asked(real, true))
                    .isInstanceOf(LabException.class)
                    .hasMessage(
                            "data directory %s: it holds a simulated market since 2026-01-05, and a"
                                    + " real one must not be added to it; go on with it by --feed"
                                    + " simulator, or take another --data",
                            dir.resolve("data"));
        }
        assertThat(asked(SIMULATOR, true).notes()).isEmpty();
    }

    @Test
    void a_simulated_market_of_a_seed_goes_on_by_that_seed_and_takes_no_other() throws Exception {
        var third = new FeedChoice.Simulator(OptionalLong.of(3), OptionalLong.empty());
        assertThat(asked(third, true).feed()).isEqualTo(third);
        assertThat(asked(SIMULATOR, true).feed()).isEqualTo(third);
        assertThat(asked(third, true).feed()).isEqualTo(third);
        assertThat(unsaid(true).feed()).isEqualTo(third);

        var fourth = new FeedChoice.Simulator(OptionalLong.of(4), OptionalLong.empty());
        assertThatThrownBy(() -> asked(fourth, true))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("it holds the simulated market of seed 3 since 2026-01-05")
                .hasMessageEndingWith("go on with it by --seed 3, or take another --data");
    }

    @Test
    void a_simulated_market_is_not_added_to_a_real_one_with_or_without_network() throws Exception {
        unsaid(true);
        assertThatThrownBy(() -> asked(SIMULATOR, true))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("it holds a real market since 2026-01-05")
                .hasMessageEndingWith("take another --data");

        MarketChoice offline = unsaid(false);
        assertThat(offline.feed()).isEqualTo(COINBASE);
        assertThat(offline.notes())
                .singleElement()
                .asString()
                .startsWith("coinbase cannot be reached from here and is waited for");
        assertThat(unsaid(true).notes()).isEmpty();
    }

    @Test
    void recordings_of_an_exchange_are_real_and_go_with_it() throws Exception {
        assertThat(asked(recording, false).feed()).isEqualTo(recording);
        assertThat(asked(COINBASE, true).feed()).isEqualTo(COINBASE);
        assertThat(asked(recording, true).notes()).isEmpty();
    }

    @Test
    void another_exchange_or_a_recording_of_it_is_not_added_to_a_real_market() throws Exception {
        Path file = dir.resolve("binance.ws");
        Files.writeString(file, "1740830401: {\"stream\":\"btcusdt@trade\",\"data\":{}}");
        FeedChoice recorded = new FeedChoice.Recording(file);
        asked(COINBASE, true);
        for (FeedChoice other : List.of(BINANCE, recorded)) {
            assertThatThrownBy(() -> asked(other, true))
                    .isInstanceOf(LabException.class)
                    .hasMessage(
                            "data directory %s: it holds the market of coinbase since 2026-01-05,"
                                    + " and another exchange's must not be added to it; take"
                                    + " another --data",
                            dir.resolve("data"));
        }
        Files.delete(dir.resolve("data/feed/market.json"));
        assertThat(asked(recorded, true).feed()).isEqualTo(recorded);
        assertThat(asked(BINANCE, true).feed()).isEqualTo(BINANCE);
        assertThatThrownBy(() -> asked(COINBASE, true)).isInstanceOf(LabException.class);
    }

    @Test
    void who_names_no_feed_goes_on_with_the_exchange_that_the_directory_holds() throws Exception {
        assertThat(asked(BINANCE, true).feed()).isEqualTo(BINANCE);
        assertThat(unsaid(true)).isEqualTo(new MarketChoice(BINANCE, List.of()));
        assertThat(unsaid(false).notes())
                .singleElement()
                .asString()
                .startsWith("binance cannot be reached from here and is waited for");
    }

    @Test
    void no_feed_is_always_allowed_and_decides_nothing() throws Exception {
        assertThat(asked(NONE, false).feed()).isEqualTo(NONE);
        assertThat(dir.resolve("data")).doesNotExist();
        asked(SIMULATOR, true);
        assertThat(asked(NONE, true).feed()).isEqualTo(NONE);
    }

    @Test
    void a_recording_that_nobody_makes_is_told() throws Exception {
        var options = options(COINBASE, false, Optional.of(Path.of("today.ws")));
        assertThat(MarketChoice.of(options, _ -> false, CLOCK).notes())
                .contains("nothing is recorded to today.ws, as nothing is live");
        var elsewhere =
                new LabOptions(
                        new DataDir(dir.resolve("live")),
                        options.ports(),
                        COINBASE,
                        false,
                        Speed.AS_RECORDED,
                        AheadLimit.MAX_USUAL,
                        List.of(),
                        Optional.of(Path.of("today.ws")),
                        false,
                        Optional.empty(),
                        Set.of(),
                        1);
        assertThat(MarketChoice.of(elsewhere, _ -> true, CLOCK).notes()).isEmpty();
    }

    @Test
    void a_note_that_cannot_be_read_is_not_written_over() throws Exception {
        Path note = dir.resolve("data/feed/market.json");
        Files.createDirectories(note.getParent());
        for (String broken : List.of("", "{\"kind\":", "{\"kind\":\"moon\"}", "[]")) {
            Files.writeString(note, broken);
            assertThatThrownBy(() -> unsaid(true))
                    .isInstanceOf(LabException.class)
                    .hasMessageStartingWith(
                            note + ": which market the directory holds must be readable");
            assertThat(note).hasContent(broken);
        }
    }

    private MarketChoice unsaid(boolean hasNetwork) throws Exception {
        return MarketChoice.of(options(COINBASE, false, Optional.empty()), _ -> hasNetwork, CLOCK);
    }

    private MarketChoice asked(FeedChoice feed, boolean hasNetwork) throws Exception {
        return MarketChoice.of(options(feed, true, Optional.empty()), _ -> hasNetwork, CLOCK);
    }

    private LabOptions options(FeedChoice feed, boolean isFeedGiven, Optional<Path> recordTo) {
        return new LabOptions(
                new DataDir(dir.resolve("data")),
                new Ports(0),
                feed,
                isFeedGiven,
                Speed.AS_RECORDED,
                AheadLimit.MAX_USUAL,
                List.of(),
                recordTo,
                /* untilEnd= */ false,
                Optional.empty(),
                Set.of(),
                1);
    }
}
