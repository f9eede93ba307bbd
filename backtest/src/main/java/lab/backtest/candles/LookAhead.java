package lab.backtest.candles;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import lab.backtest.account.AccountRun;
import lab.domain.Candle;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.clearing.Execution;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Request;
import lab.domain.clearing.Settlement;

/**
 * Whether anything that was decided or filled up to a time depends on what came after it.
 *
 * <p>At many times T what follows is cut off, and then poisoned, once up and once down: prices and
 * volumes are others, but in a second try the open at which an order of T fills. What was decided
 * up to T, and what was filled by then, must be the same each time, to the last digit. If it is
 * not, each column is poisoned alone, to name those that were looked at too early.
 *
 * <p>What the services were asked and said up to T must be the same too: an index that knows how
 * things came out, or a question that tells it, would be a look ahead before anything is ordered.
 *
 * <p>Only time is cut: pairs, settings and limits stay as they are, so that a rule that looks at
 * several markets, or waits for one, is not suspected for that.
 */
public final class LookAhead {
    private static final long SEED = 20_260_301;
    private static final Duration AFTER = Duration.ofHours(5);
    private static final BigDecimal MUCH = new BigDecimal(1_000_000);

    private final CandleHistory history;
    private final Tried tried;
    private final Done whole;

    /** What is looked at: from a history to what was done with it. */
    @FunctionalInterface
    public interface Tried {
        Done run(CandleHistory history);
    }

    /**
     * What was asked for, and what came of it.
     *
     * @param said by time what the services were asked and said
     */
    public record Done(
            List<Request> requests,
            List<Settlement> settlements,
            SortedMap<Instant, List<String>> said) {
        public Done {
            requests = List.copyOf(requests);
            settlements = List.copyOf(settlements);
            said = Collections.unmodifiableSortedMap(new TreeMap<>(said));
        }

        public static Done of(AccountRun run) {
            return of(run, Map.of());
        }

        public static Done of(AccountRun run, Map<Instant, List<String>> said) {
            return new Done(run.requests(), run.settlements(), new TreeMap<>(said));
        }
    }

    /**
     * Something that depended on the future.
     *
     * @param time up to which it should not have differed
     * @param how the future was changed
     * @param columns that it depends on; empty if only on whether there is a future at all
     * @param first what differed first, in words
     */
    public record Found(Instant time, String how, List<String> columns, String first) {
        public Found {
            columns = List.copyOf(columns);
        }

        @Override
        public String toString() {
            return "decisions up to %s change when what follows is %s%s: %s"
                    .formatted(
                            time,
                            how,
                            columns.isEmpty()
                                    ? ""
                                    : " (it looks at %s)".formatted(String.join(", ", columns)),
                            first);
        }
    }

    private enum Column {
        OPEN,
        HIGH,
        LOW,
        CLOSE,
        VOLUME
    }

    private LookAhead(CandleHistory history, Tried tried) {
        this.history = history;
        this.tried = tried;
        this.whole = tried.run(history);
    }

    /**
     * Looks at so many times, spread over the history; stops at the first that gives it away.
     *
     * @return what was found, if anything
     */
    public static Optional<Found> check(CandleHistory history, Tried tried, int times) {
        var check = new LookAhead(history, tried);
        Optional<Found> early = check.filledBeforeDecided();
        return early.isPresent()
                ? early
                : check.cuts(times).stream().map(check::at).flatMap(Optional::stream).findFirst();
    }

    /** A fill at a time at or before its own decision needs no cut to be one from the past. */
    private Optional<Found> filledBeforeDecided() {
        return whole.settlements().stream()
                .map(Settlement::execution)
                .filter(it -> it.fill().isPresent())
                .filter(it -> !it.time().isAfter(it.request().time()))
                .findFirst()
                .map(it ->
                        new Found(
                                it.request().time(),
                                "as it is",
                                List.of(),
                                "%s was decided at %s and filled at %s"
                                        .formatted(
                                                it.request().orderId(),
                                                it.request().time(),
                                                it.time())));
    }

    /** Half of the times are where something was done: there a cheat shows. */
    private List<Instant> cuts(int times) {
        var random = new SplittableRandom(SEED);
        long minutes = Duration.between(history.start(), history.end()).toMinutes();
        List<Instant> orders =
                whole.requests().stream()
                        .filter(OrderRequest.class::isInstance)
                        .map(Request::time)
                        .toList();
        List<Instant> cuts = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Instant cut =
                    i % 2 == 0 && !orders.isEmpty()
                            ? orders.get(random.nextInt(orders.size()))
                            : history.start()
                                    .plus(Duration.ofMinutes(1 + random.nextLong(minutes - 1)));
            if (cut.isAfter(history.start()) && cut.isBefore(history.end())) {
                cuts.add(cut);
            }
        }
        return cuts;
    }

    private Optional<Found> at(Instant time) {
        List<String> due = until(whole, time, time);
        Optional<String> cut =
                difference(
                        due, until(tried.run(history.between(history.start(), time)), time, time));
        if (cut.isPresent()) {
            return Optional.of(new Found(time, "cut off", guilty(time), cut.get()));
        }
        return byPoison(time, List.of(Column.values()))
                .map(first -> new Found(time, "poisoned", guilty(time), first));
    }

    private List<String> guilty(Instant time) {
        List<String> guilty = new ArrayList<>();
        for (Column column : Column.values()) {
            if (byPoison(time, List.of(column)).isPresent()) {
                guilty.add(column.name().toLowerCase(Locale.ROOT));
            }
        }
        return guilty;
    }

    /**
     * What differs if these columns do: once from the time on, and once without the open of the
     * minute that begins then, at which an order of that time fills.
     */
    private Optional<String> byPoison(Instant time, List<Column> columns) {
        Instant nextMinute = time.plus(Interval.ONE_MINUTE.length());
        for (boolean isUpFirst : new boolean[] {true, false}) {
            Optional<String> later =
                    difference(
                            until(whole, time, time),
                            until(
                                    tried.run(poisoned(time, columns, isUpFirst, false)),
                                    time,
                                    time));
            Optional<String> within =
                    later.isPresent()
                            ? later
                            : difference(
                                    until(whole, time, nextMinute),
                                    until(
                                            tried.run(poisoned(time, columns, isUpFirst, true)),
                                            time,
                                            nextMinute));
            if (within.isPresent()) {
                return within;
            }
        }
        return Optional.empty();
    }

    /** Orders that were made up to a time, and fills that came before another. */
    private static List<String> until(Done done, Instant time, Instant filled) {
        List<String> lines = new ArrayList<>();
        done.said().headMap(time.plusNanos(1)).values().forEach(lines::addAll);
        for (Request request : done.requests()) {
            if (request instanceof OrderRequest order && !order.time().isAfter(time)) {
                lines.add("%s %s %s".formatted(order.orderId(), order.side(), order.quantity()));
            }
        }
        for (Settlement settlement : done.settlements()) {
            Execution execution = settlement.execution();
            if (execution.fill().isPresent() && execution.time().isBefore(filled)) {
                lines.add(
                        "%s at %s"
                                .formatted(
                                        execution.request().orderId(),
                                        execution.fill().get().price()));
            }
        }
        return lines;
    }

    private static Optional<String> difference(List<String> due, List<String> done) {
        for (int i = 0; i < Math.max(due.size(), done.size()); i++) {
            String one = i < due.size() ? due.get(i) : "nothing";
            String other = i < done.size() ? done.get(i) : "nothing";
            if (!one.equals(other)) {
                return Optional.of("%s became %s".formatted(one, other));
            }
        }
        return Optional.empty();
    }

    /** A while after the time suffices, as all that is done later is not looked at. */
    private CandleHistory poisoned(
            Instant time, List<Column> columns, boolean isUpFirst, boolean isOpenKept) {
        Instant end = time.plus(AFTER);
        List<Candle> candles = new ArrayList<>();
        for (Pair pair : history.pairs()) {
            boolean isUp = isUpFirst;
            for (Candle candle : history.of(pair)) {
                if (candle.start().isBefore(time)) {
                    candles.add(candle);
                } else if (candle.start().isBefore(end)) {
                    boolean isFirst = isOpenKept && candle.start().equals(time);
                    candles.add(poisoned(candle, columns, isUp, isFirst));
                    isUp = !isUp;
                }
            }
        }
        return CandleHistory.of(candles);
    }

    private static Candle poisoned(
            Candle candle, List<Column> columns, boolean isUp, boolean isOpenKept) {
        boolean isOpenOther = columns.contains(Column.OPEN) && !isOpenKept;
        Price open = isOpenOther ? other(candle.open(), isUp) : candle.open();
        Price close = columns.contains(Column.CLOSE) ? other(candle.close(), isUp) : candle.close();
        Price high = columns.contains(Column.HIGH) ? times(candle.high(), 5) : candle.high();
        Price low =
                columns.contains(Column.LOW)
                        ? new Price(Math.max(1, candle.low().units() / 5))
                        : candle.low();
        return new Candle(
                candle.pair(),
                candle.interval(),
                candle.start(),
                open,
                max(high, max(open, close)),
                min(low, min(open, close)),
                close,
                columns.contains(Column.VOLUME)
                        ? isUp
                                ? candle.volume().add(MUCH)
                                : BigDecimal.ZERO.setScale(candle.volume().scale())
                        : candle.volume(),
                candle.quoteVolume(),
                candle.vwap(),
                candle.tradeCount());
    }

    private static Price other(Price price, boolean isUp) {
        return isUp ? times(price, 3) : new Price(Math.max(1, price.units() / 4));
    }

    private static Price times(Price price, int factor) {
        return new Price(Math.multiplyExact(price.units(), (long) factor));
    }

    private static Price max(Price one, Price other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Price min(Price one, Price other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
