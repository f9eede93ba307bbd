package lab.console;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import lab.console.desk.DeskWatch;
import lab.console.market.LiveMarket;
import lab.console.market.PriceRow;
import lab.console.service.PairQuestion;
import lab.servicekit.Metrics;

/** The names of what the console measures. */
final class ConsoleMetrics {
    private ConsoleMetrics() {}

    static void of(LiveMarket market, DeskWatch desk, InstantSource clock, Metrics metrics) {
        metrics.counted("trades", "Trades that the page has taken in", market::trades);
        metrics.counted("ticks", "Ticks that the page has taken in", market::ticks);
        metrics.counted(
                "events_ignored",
                "Events that changed nothing: repeats, and what is older than what is known",
                market::ignored);
        metrics.counted(
                "desk_answers_missed",
                "Times that the paper desk did not answer as it should",
                desk::missed);
        metrics.gauge(
                "market_known", "pairs", "Pairs that the page knows", () -> market.pairs().size());
        metrics.gauge(
                "newest_event_age",
                "seconds",
                "How long ago the newest event happened, by its own time",
                () ->
                        market.newestEventTime()
                                .map(time -> Duration.between(time, clock.instant()))
                                .map(age -> age.toMillis() / 1_000.0)
                                .orElse(Double.NaN));
    }

    /** What is shown of each pair, in its quote asset. */
    static void ofPairs(LiveMarket market, Metrics metrics) {
        price(
                metrics,
                "last",
                "The newest price of a pair",
                market,
                row -> Optional.of(row.price()));
        price(metrics, "bid", "The newest best bid of a pair", market, PriceRow::bestBid);
        price(metrics, "ask", "The newest best ask of a pair", market, PriceRow::bestAsk);
        metrics.gauges(
                "day",
                "volume",
                "What was traded of a pair in 24 hours, in its base asset, by the exchange",
                () -> samples(market, PriceRow::volume24h));
        metrics.gauges(
                "day_change",
                "ratio",
                "How much the price of a pair has changed since the first one of 24 hours that is"
                        + " known, by that one",
                () ->
                        samples(
                                market,
                                row ->
                                        row.changePercent()
                                                .map(it -> it.movePointLeft(2).toPlainString())));
    }

    private static void price(
            Metrics metrics,
            String noun,
            String description,
            LiveMarket market,
            Function<PriceRow, Optional<String>> price) {
        metrics.gauges(noun, "price", description, () -> samples(market, price));
    }

    private static List<Metrics.Sample> samples(
            LiveMarket market, Function<PriceRow, Optional<String>> number) {
        return market.prices(0).rows().stream()
                .flatMap(row ->
                        number.apply(row).stream()
                                .map(text ->
                                        Metrics.Sample.of(
                                                "pair", row.pair(), Double.parseDouble(text))))
                .toList();
    }

    static void missed(PairQuestion<?> patterns, PairQuestion<?> commentary, Metrics metrics) {
        metrics.counted(
                "pattern_answers_missed",
                "Times that the pattern service did not answer as it should",
                patterns::missed);
        metrics.counted(
                "commentary_answers_missed",
                "Times that the analyst did not answer as it should",
                commentary::missed);
    }
}
