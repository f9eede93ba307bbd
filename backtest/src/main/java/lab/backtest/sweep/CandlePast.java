package lab.backtest.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import lab.backtest.CandleReport;
import lab.backtest.account.AccountRun;
import lab.backtest.candles.CandleBacktest;
import lab.backtest.candles.CandleHistory;
import lab.backtest.candles.CandleRules;
import lab.backtest.report.Report;
import lab.backtest.signals.SignalsOfThen;
import lab.consensus.strategy.Strategy;

/** Candles of one minute. Each setting goes through them on a core of its own. */
public final class CandlePast implements TriedPast {
    /** Of settings that ask services so many go together: their searches are made once. */
    private static final int TOGETHER = 64;

    private final CandleHistory history;
    private final CandleBacktest backtest;
    private final CandleReport told;
    private final Supplier<? extends SignalsOfThen> said;

    /**
     * @param source where the candles are from, for people
     */
    public CandlePast(CandleHistory history, CandleRules rules, String source) {
        this(history, rules, source, () -> SignalsOfThen.NOBODY, Optional.empty());
    }

    /**
     * With the services' words of then.
     *
     * @param source where the candles are from, for people
     * @param said what services would have said, from the beginning
     * @param commentary whose word is taken, as it was chosen
     */
    public CandlePast(
            CandleHistory history,
            CandleRules rules,
            String source,
            Supplier<? extends SignalsOfThen> said,
            Optional<String> commentary) {
        this.history = history;
        this.backtest = new CandleBacktest(history, rules);
        this.told = new CandleReport(history, rules, source, said.get(), commentary);
        this.said = said;
    }

    @Override
    public Report.Data data() {
        return told.data();
    }

    @Override
    public String version() {
        return told.version();
    }

    @Override
    public String id(List<Strategy> strategies) {
        return told.id(strategies);
    }

    @Override
    public Report.Settings settings(List<Strategy> strategies) {
        return told.settings(strategies);
    }

    @Override
    public List<String> caveats(List<Strategy> strategies) {
        return told.caveats(strategies.subList(0, 1));
    }

    @Override
    public Instant start() {
        return history.start();
    }

    @Override
    public AccountRun run(List<Strategy> strategies, Sink sink) throws IOException {
        List<Integer> asking = new ArrayList<>();
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < strategies.size(); i++) {
            (Strategy.asks(strategies.get(i)) ? asking : others).add(i);
        }
        for (int from = 0; from < asking.size(); from += TOGETHER) {
            List<Integer> places = asking.subList(from, Math.min(asking.size(), from + TOGETHER));
            List<AccountRun> runs =
                    backtest.run(places.stream().map(strategies::get).toList(), said.get());
            for (int i = 0; i < places.size(); i++) {
                sink.done(places.get(i), runs.get(i));
            }
        }
        try {
            IntStream.range(0, others.size())
                    .parallel()
                    .forEach(i -> {
                        int place = others.get(i);
                        try {
                            sink.done(place, backtest.run(strategies.get(place)));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return backtest.buyAndHold();
    }
}
