package lab.servicekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MetricsTest {
    @Test
    void a_name_reads_lab_module_noun_unit() {
        assertThat(Metrics.name("poller", "feed_lag", "seconds"))
                .isEqualTo("lab_poller_feed_lag_seconds");
        assertThatThrownBy(() -> Metrics.name("poller", "feedLag", "seconds"))
                .hasMessage(
                        "metric: noun must be lower-case words with underscores, was \"feedLag\"");
    }

    @Test
    void prometheus_reads_the_very_names_that_the_code_says() {
        var registry = Metrics.registry();
        var metrics = new Metrics(registry, "poller");

        metrics.counter("trades", "Trades published", "exchange", "coinbase").increment(3);
        metrics.counted("frames", "Frames received", new AtomicLong(7)::get);
        metrics.gauge("feed_lag", "seconds", "How old the newest event is", () -> 1.5);
        metrics.timer("publish", "How long a batch took");
        System.gc();

        assertThat(registry.scrape())
                .contains("lab_poller_trades_total{exchange=\"coinbase\"} 3.0")
                .contains("lab_poller_frames_total 7.0")
                .contains("lab_poller_feed_lag_seconds 1.5")
                .contains("lab_poller_publish_seconds_count 0")
                .contains("jvm_memory_used_bytes")
                .contains("process_uptime_seconds");
        assertThat(Metrics.badNames(registry)).isEmpty();
    }

    @Test
    void things_that_come_and_go_are_told_as_they_are_when_prometheus_asks() {
        var registry = Metrics.registry();
        var bids = new AtomicReference<List<Metrics.Sample>>(List.of());
        Runnable forget =
                new Metrics(registry, "console")
                        .gauges("bid", "price", "The newest bid", bids::get);
        assertThat(registry.scrape()).doesNotContain("lab_console_bid_price{");

        bids.set(List.of(Metrics.Sample.of("pair", "BTC-USD", 1.5)));
        assertThat(registry.scrape()).contains("lab_console_bid_price{pair=\"BTC-USD\"} 1.5");

        forget.run();
        assertThat(registry.scrape()).doesNotContain("lab_console_bid_price");
    }

    @Test
    void time_is_told_as_a_histogram() {
        var registry = Metrics.registry();
        new Metrics(registry, "lancer").timer("answer", "How long").record(Duration.ofMillis(30));

        assertThat(registry.scrape())
                .contains("# TYPE lab_lancer_answer_seconds histogram")
                .contains("lab_lancer_answer_seconds_bucket{le=\"0.025\"} 0")
                .contains("lab_lancer_answer_seconds_bucket{le=\"0.1\"} 1");
    }

    @Test
    void a_last_word_that_prometheus_cuts_off_breaks_the_rule() {
        var registry = Metrics.registry();
        registry.gauge("lab_poller_feed_connected_info", 1);

        assertThat(registry.scrape()).contains("lab_poller_feed_connected 1");
        assertThat(Metrics.badNames(registry)).containsExactly("lab_poller_feed_connected_info");
    }

    @Test
    void a_name_that_breaks_the_rule_is_found() {
        var registry = Metrics.registry();
        registry.counter("lab_trades");
        registry.counter("lab.poller.trades.total");

        assertThat(Metrics.badNames(registry))
                .containsExactly("lab.poller.trades.total", "lab_trades");
    }
}
