package lab.console;

import java.time.Duration;
import java.time.InstantSource;
import lab.console.desk.DeskWatch;
import lab.console.market.LiveMarket;
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
