package lab.console.hot;

import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import lab.console.market.LiveMarket;
import lab.console.market.MarketTick;
import lab.console.market.MarketTrade;
import lab.servicekit.Health;
import lab.servicekit.Metrics;
import org.apache.fluss.client.Connection;
import org.apache.fluss.client.ConnectionFactory;
import org.apache.fluss.config.ConfigOptions;
import org.apache.fluss.config.Configuration;
import org.apache.fluss.metadata.TablePath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows {@code hot.crypto.trades} and {@code hot.crypto.ticks} into the live market.
 *
 * <p>It waits for tables that are not there yet, and connects again whenever anything fails: the
 * market keeps what it has meanwhile, and takes no trade twice.
 */
public final class HotTail implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HotTail.class);
    private static final List<String> TRADE_COLUMNS =
            List.of("pair", "trade_id", "event_time", "price", "size", "feed_time");
    private static final List<String> TICK_COLUMNS =
            List.of(
                    "pair",
                    "event_time",
                    "sequence",
                    "price",
                    "best_bid",
                    "best_ask",
                    "volume_24h");

    /** Fluss 0.9.1 lets a reader at the end of a log wait this long even if a row comes before. */
    private static final Duration FETCH_WAIT = Duration.ofMillis(20);

    private static final Duration RETRY = Duration.ofMillis(250);
    private static final Duration STOP_MAX = Duration.ofSeconds(5);

    private final HotConfig config;
    private final InstantSource clock;
    private final Health.Part part;
    private final List<HotLog> logs;
    private final Counter reconnects;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /** Whether its loss is worth a word. */
    private boolean connected;

    /** Whether it was ever there. */
    private boolean reached;

    public HotTail(
            HotConfig config,
            InstantSource clock,
            LiveMarket market,
            Health.Part part,
            Metrics metrics) {
        this.config = config;
        this.clock = clock;
        this.part = part;
        this.reconnects = metrics.counter("hot_reconnects", "Times the hot tier was lost");
        Counter unreadable = metrics.counter("rows_unreadable", "Rows that could not be read");
        this.logs =
                List.of(
                        new HotLog(
                                TablePath.of(config.database(), "trades"),
                                TRADE_COLUMNS,
                                row -> market.onTrade(trade(row)),
                                e -> unreadable.increment()),
                        new HotLog(
                                TablePath.of(config.database(), "ticks"),
                                TICK_COLUMNS,
                                row -> market.onTick(tick(row)),
                                e -> unreadable.increment()));
        this.thread = Thread.ofPlatform().name("console-hot-tail").daemon().unstarted(this::run);
    }

    public void start() {
        part.starting("connects to the hot tier");
        thread.start();
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            if (!thread.join(STOP_MAX)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!isClosing()) {
            try {
                follow();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception | Error e) {
                // Whatever a client of a restarting server throws, the answer is the same
                lost(e);
            }
        }
    }

    private void follow() throws Exception {
        var options = new Configuration();
        options.set(ConfigOptions.BOOTSTRAP_SERVERS, config.bootstrapServers());
        options.set(ConfigOptions.CLIENT_SCANNER_LOG_FETCH_WAIT_MAX_TIME, FETCH_WAIT);
        Bootstrap.check(config.bootstrapServers());
        Connection connection = ConnectionFactory.createConnection(options);
        try (var session = new HotSession(connection, logs, part, clock, config.backlog())) {
            while (!isClosing()) {
                session.step();
                connected = true;
                reached = true;
            }
        } finally {
            connection.close();
        }
    }

    private void lost(Throwable e) {
        if (isClosing()) {
            return;
        }
        String reason =
                String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason").strip();
        if (reached) {
            part.down("hot tier: " + reason);
        } else {
            part.starting("connects to the hot tier: " + reason);
        }
        if (connected) {
            connected = false;
            reconnects.increment();
            log.atWarn().addKeyValue("reason", reason).log("hot tier lost");
        }
        try {
            if (closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0 || Thread.currentThread().isInterrupted();
    }

    private static MarketTrade trade(HotRow row) {
        return new MarketTrade(
                row.pair(),
                row.number("trade_id"),
                row.time("event_time"),
                row.price("price"),
                row.quantity("size"),
                row.timeIfAny("feed_time"));
    }

    private static MarketTick tick(HotRow row) {
        return new MarketTick(
                row.pair(),
                row.number("sequence"),
                row.time("event_time"),
                row.price("price"),
                row.priceOrNone("best_bid"),
                row.priceOrNone("best_ask"),
                row.decimalOrZero("volume_24h"));
    }
}
