package lab.console.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import lab.domain.Pair;
import org.junit.jupiter.api.Test;

class HistoryRefresherTest {
    private static final Pair BTC = new Pair("BTC-USD");
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final LiveMarket market = new LiveMarket();
    private final List<Pair> asked = new ArrayList<>();
    private final HistoryRefresher refresher =
            new HistoryRefresher(this::history, market, now::get);

    @Test
    void reads_a_pair_when_somebody_looks_at_it_and_again_when_it_is_no_longer_fresh() {
        assertThat(refresher.step()).isFalse();

        refresher.want(BTC);
        assertThat(refresher.step()).isTrue();
        assertThat(refresher.step()).isFalse();
        assertThat(market.candles(BTC, 60, 0).rows()).hasSize(1);

        now.set(START.plus(HistoryRefresher.FRESH));
        assertThat(refresher.step()).isTrue();
        assertThat(asked).containsExactly(BTC, BTC);
    }

    @Test
    void a_clock_that_was_set_back_keeps_no_candles_old() {
        refresher.want(BTC);
        assertThat(refresher.step()).isTrue();
        now.set(START.minusSeconds(3_600));
        assertThat(refresher.step()).isTrue();
        assertThat(refresher.step()).isFalse();
    }

    @Test
    void a_pair_that_nobody_looks_at_any_more_is_left_alone() {
        refresher.want(BTC);
        refresher.step();
        now.set(START.plus(HistoryRefresher.WANTED).plusSeconds(1));

        assertThat(refresher.step()).isFalse();
        assertThat(asked).hasSize(1);
    }

    @Test
    void a_stray_interrupt_does_not_end_the_reading() throws InterruptedException {
        var startled =
                new HistoryRefresher(
                        (pair, minutes) -> {
                            Thread.currentThread().interrupt();
                            return List.of();
                        },
                        market,
                        now::get);
        try {
            startled.start();
            for (Pair pair : List.of(BTC, new Pair("ETH-USD"), new Pair("SOL-USD"))) {
                startled.want(pair);
                assertThat(startled.awaitFirst(pair, Duration.ofMinutes(2))).isTrue();
            }
        } finally {
            startled.close();
        }
    }

    @Test
    void a_store_that_fails_leaves_the_market_as_it_is_and_is_asked_again_later()
            throws InterruptedException {
        var failing =
                new HistoryRefresher(
                        (pair, minutes) -> {
                            asked.add(pair);
                            throw new IllegalStateException("no snapshot yet");
                        },
                        market,
                        now::get);
        failing.want(BTC);

        assertThat(failing.step()).isTrue();
        assertThat(failing.awaitFirst(BTC, Duration.ofMinutes(1))).isTrue();
        assertThat(failing.step()).isFalse();
        now.set(START.plus(HistoryRefresher.FRESH));
        assertThat(failing.step()).isTrue();
        assertThat(asked).hasSize(2);
    }

    @Test
    void pairs_looked_at_have_a_bound() throws InterruptedException {
        for (int i = 0; i <= HistoryRefresher.PAIRS_MAX; i++) {
            refresher.want(new Pair("C%d-USD".formatted(i)));
        }
        int steps = 0;
        while (refresher.step()) {
            steps++;
        }

        assertThat(steps).isEqualTo(HistoryRefresher.PAIRS_MAX);
        assertThat(refresher.awaitFirst(new Pair("C64-USD"), Duration.ZERO)).isFalse();
    }

    private List<CandleRow> history(Pair pair, int minutes) {
        asked.add(pair);
        BigDecimal one = BigDecimal.ONE;
        return List.of(new CandleRow(START, one, one, one, one, one, one, 1));
    }
}
