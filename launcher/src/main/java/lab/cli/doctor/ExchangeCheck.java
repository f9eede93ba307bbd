package lab.cli.doctor;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.MarketOfDirectory;
import lab.launcher.market.FeedSettings;
import lab.poller.feed.Exchange;
import lab.poller.live.ExchangeProbe;
import lab.poller.position.HeldMarket;

/**
 * Whether the exchange answers that a start would hear: that of the data directory's market, or the
 * one of the settings where there is none yet.
 */
record ExchangeCheck(DataDir data, Path settings, Map<String, String> environment) {
    private static final String NAME = "exchange";

    Finding finding() throws InterruptedException {
        FeedSettings feed;
        Optional<HeldMarket> held;
        try {
            feed = FeedSettings.read(settings, environment);
            held = MarketOfDirectory.held(data);
        } catch (LabException e) {
            return Finding.fail(NAME, LabException.reason(e));
        }
        if (held.map(HeldMarket::isSimulated).orElse(false)) {
            return Finding.ok(NAME, "none is needed, " + data + " holds a simulated market");
        }
        Exchange exchange = held.flatMap(HeldMarket::exchange).orElseGet(feed::shown);
        URI address = feed.webSocket(exchange);
        String told = "%s, %s".formatted(exchange.word(), address);
        if (ExchangeProbe.reachable(exchange.probe(address), ExchangeProbe.WAIT_MAX)) {
            return Finding.ok(NAME, told + ", answers");
        }
        return Finding.warn(
                NAME,
                told
                        + (held.isPresent()
                                ? ", cannot be reached; ./lab up will wait for it, as the"
                                        + " directory holds its market"
                                : ", cannot be reached; ./lab up will show a simulated market"));
    }
}
