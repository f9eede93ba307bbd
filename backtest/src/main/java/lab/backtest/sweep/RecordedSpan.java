package lab.backtest.sweep;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import lab.backtest.RecordedReport;
import lab.backtest.account.AccountRun;
import lab.backtest.recorded.RecordedBacktest;
import lab.backtest.report.Report;
import lab.backtest.signals.SignalsOfThen;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;

/**
 * What a lab has recorded. As many settings as memory allows go through it together, by all cores:
 * for a hundred settings it is read once.
 */
public final class RecordedSpan implements TriedPast {
    /** Marks of equity that are held at once, by all accounts of a way through: 240 MB. */
    private static final long MARKS_MAX = 6_000_000;

    private final RecordedBacktest backtest;
    private final RecordedReport told;
    private final RecordedBacktest.Known known;
    private final Supplier<? extends SignalsOfThen> said;

    /**
     * @param told says by which rules and of whose record it is
     * @param known the span that is gone through
     * @param said what services would have said, from the beginning
     */
    public RecordedSpan(
            RecordedBacktest backtest,
            RecordedReport told,
            RecordedBacktest.Known known,
            Supplier<? extends SignalsOfThen> said) {
        this.backtest = backtest;
        this.told = told;
        this.known = known;
        this.said = said;
    }

    @Override
    public Report.Data data() {
        return told.data(known);
    }

    @Override
    public String version() {
        return told.version();
    }

    @Override
    public String id(List<Strategy> strategies) {
        return told.id(known, strategies);
    }

    @Override
    public Report.Settings settings(List<Strategy> strategies) {
        return told.settings(known, strategies);
    }

    @Override
    public List<String> caveats(List<Strategy> strategies) {
        return told.caveats(known);
    }

    @Override
    public Instant start() {
        return known.extent().from();
    }

    @Override
    public AccountRun run(List<Strategy> strategies, Sink sink) throws IOException {
        List<Strategy> numbered = new ArrayList<>();
        for (int i = 0; i < strategies.size(); i++) {
            numbered.add(new Numbered(strategies.get(i), i));
        }
        int together = together();
        Optional<AccountRun> market = Optional.empty();
        for (int from = 0; market.isEmpty() || from < numbered.size(); from += together) {
            List<Strategy> part =
                    numbered.isEmpty()
                            ? List.of(new Nobody())
                            : numbered.subList(from, Math.min(numbered.size(), from + together));
            RecordedBacktest.Done done = backtest.run(part, known, said.get());
            market = market.or(() -> Optional.of(done.market()));
            for (int i = 0; from + i < numbered.size() && i < part.size(); i++) {
                sink.done(from + i, done.runs().get(i));
            }
        }
        return market.orElseThrow();
    }

    private int together() {
        long minutes = 1 + Duration.between(known.extent().from(), known.extent().to()).toMinutes();
        return Math.clamp(MARKS_MAX / minutes, 1, SweepRange.SETTINGS_MAX);
    }

    /** Of many settings of one strategy each has an account of its own. */
    private record Numbered(Strategy whole, int number) implements Strategy {
        @Override
        public String name() {
            String name = "s%d-%s".formatted(number, whole.name());
            return name.substring(0, Math.min(NAME_LENGTH_MAX, name.length()));
        }

        @Override
        public String version() {
            return whole.version();
        }

        @Override
        public Set<Reads> reads() {
            return whole.reads();
        }

        @Override
        public Decision decide(View view) {
            return whole.decide(view);
        }
    }

    /** Goes along when all settings were done before, for the market's sake. */
    private record Nobody() implements Strategy {
        @Override
        public String name() {
            return "nobody";
        }

        @Override
        public Decision decide(View view) {
            return new Decision.Hold("nobody");
        }
    }
}
