package lab.consensus.desk;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import lab.consensus.signals.SignalSource;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.PatternSignal;
import lab.consensus.strategy.Sentiment;
import lab.consensus.strategy.Signals;
import lab.domain.Pair;
import lab.servicekit.market.SeenMarket;

/** Says whatever comes out of what it is told, when it is let: other candles, other words. */
final class SeenSignals implements SignalSource {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final Deque<Throwable> failures = new ArrayDeque<>();
    private int asked;

    private record Said(Map<Pair, Integer> numbers, Instant time) implements Signals {
        @Override
        public Knowable<PatternSignal> patterns(Pair pair) {
            int number = numbers.getOrDefault(pair, 0);
            var percentile = new BigDecimal(number % 40).movePointLeft(2);
            return new Knowable.Known<>(
                    new PatternSignal(
                            new Knowable.Known<>(percentile, time),
                            new BigDecimal(number % 7),
                            Optional.of(BigDecimal.ONE),
                            new BigDecimal(number % 5)),
                    time);
        }

        @Override
        public Knowable<Sentiment> sentiment(Pair pair) {
            int number = numbers.getOrDefault(pair, 0);
            return switch (number % 4) {
                case 0 -> new Knowable.Known<>(Sentiment.BULLISH, time);
                case 1 -> new Knowable.Known<>(Sentiment.BEARISH, time);
                case 2 -> new Knowable.Known<>(Sentiment.NEUTRAL, time);
                default -> new Knowable.Unknown<>("it is to be reviewed");
            };
        }

        @Override
        public Optional<String> commentator(Pair pair) {
            return sentiment(pair).known().map(_ -> "nobody");
        }
    }

    @Override
    public CompletableFuture<Signals> ask(Instant time, List<SeenMarket> seen) {
        asked++;
        Map<Pair, Integer> numbers = new HashMap<>();
        seen.forEach(
                it -> numbers.put(it.pair(), Math.abs(it.toJson().toString().hashCode() % 10_000)));
        var answer = new CompletableFuture<Signals>();
        waiting.add(() -> {
            var _ =
                    failures.isEmpty()
                            ? answer.complete(new Said(numbers, time))
                            : answer.completeExceptionally(failures.removeFirst());
        });
        return answer;
    }

    /** The next answers fail so. */
    void fail(Throwable... next) {
        failures.addAll(List.of(next));
    }

    int asked() {
        return asked;
    }

    /** Answers what was asked. */
    void answer() {
        while (!waiting.isEmpty()) {
            waiting.removeFirst().run();
        }
    }

    @Override
    public void close() {}
}
