package lab.domain.clearing;

import static lab.domain.clearing.Cases.MICRO;
import static lab.domain.clearing.Cases.at;
import static lab.domain.clearing.Cases.tick;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.clearing.quote.QuoteBook;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Quotes are found as a function of the logs and of what was decided at places in them: whichever
 * log is read faster, whatever order the ticks were written in, wherever one restarts. What is
 * right a second program says, which sees the logs whole.
 */
class LogsAtAnySpeedTest {
    private static final int PARTITIONS = 3;
    private static final int READINGS = 6;
    private static final List<Pair> PAIRS =
            List.of(
                    new Pair("BTC-USD"),
                    new Pair("ETH-USD"),
                    new Pair("SOL-USD"),
                    new Pair("XRP-USD"),
                    new Pair("ADA-USD"));

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void quotes_are_a_function_of_the_logs(int seed) {
        var random = new Random(seed);
        Logs logs = Logs.written(random);
        Map<Long, String> expected = logs.answers();
        assertThat(new HashSet<>(expected.values()).size()).as("seed %d", seed).isGreaterThan(1);
        for (int reading = 0; reading < READINGS; reading++) {
            var reader = new Reader(logs, random);
            reader.readAll();
            assertThat(reader.found).as("seed %d, reading %d", seed, reading).isEqualTo(expected);
        }
    }

    /** A message of the ticks, or what was decided before the one that follows it. */
    private sealed interface Event {}

    private record Ticked(long taken, Tick tick) implements Event {}

    private record Decided(long taken, Instant time) implements Event {}

    private record Asked(int partition, Claim claim) {}

    private record Logs(List<List<Event>> ticks, List<List<Asked>> requests) {

        static Logs written(Random random) {
            List<Tick> market = market(random);
            boolean isPairByPair = random.nextInt(3) == 0;
            if (isPairByPair) {
                market.sort(Comparator.comparing(it -> it.pair().name()));
            }
            List<List<Event>> ticks = lists();
            List<List<Asked>> requests = lists();
            List<OrderRequest> orders = orders(random);
            // Before the ticks, among them, or behind them all.
            int lead = random.nextInt(3) * market.size() - market.size();
            long stamp = 1_000;
            long[] greatest = new long[PARTITIONS];
            int asked = 0;
            for (int i = 0; i < market.size(); i++) {
                boolean stepsBack = random.nextInt(40) == 0;
                stamp += random.nextInt(3) - (stepsBack ? 30 : 0);
                while (asked < orders.size()
                        && (long) asked * market.size() <= (i - lead) * (long) orders.size()) {
                    asked += ask(orders.get(asked), asked, stamp, greatest, requests);
                }
                Tick tick = market.get(i);
                int partition = partition(tick.pair());
                List<Event> log = ticks.get(partition);
                if (random.nextInt(60) == 0) {
                    log.add(new Decided(stamp, at(random.nextInt(3_000) - 200)));
                }
                log.add(new Ticked(stamp, tick));
            }
            while (asked < orders.size()) {
                stamp += random.nextInt(2);
                asked += ask(orders.get(asked), asked, stamp, greatest, requests);
            }
            // At last nothing more is to come, and time goes on.
            for (List<Event> log : ticks) {
                log.add(new Decided(stamp + 1_000, at(random.nextInt(3_000))));
                log.add(new Decided(0, at(random.nextInt(9_000))));
            }
            return new Logs(ticks, requests);
        }

        private static int ask(
                OrderRequest order,
                int number,
                long stamp,
                long[] greatest,
                List<List<Asked>> requests) {
            int log = number % PARTITIONS;
            greatest[log] = Math.max(greatest[log], stamp);
            requests.get(log)
                    .add(
                            new Asked(
                                    partition(order.pair()),
                                    new Claim(
                                            order,
                                            number,
                                            new Finding.QuoteWanted(),
                                            ClearingTerms.STANDARD,
                                            greatest[log])));
            return 1;
        }

        private static <T> List<List<T>> lists() {
            List<List<T>> lists = new ArrayList<>();
            for (int i = 0; i < PARTITIONS; i++) {
                lists.add(new ArrayList<>());
            }
            return lists;
        }

        static int partition(Pair pair) {
            return PAIRS.indexOf(pair) % PARTITIONS;
        }

        private static List<Tick> market(Random random) {
            List<Tick> ticks = new ArrayList<>();
            double now = 0;
            for (int i = 0; i < 500; i++) {
                now += random.nextInt(50) == 0 ? 45 : random.nextInt(12);
                boolean isFarAhead = random.nextInt(200) == 0;
                double time = isFarAhead ? now + 43_200 : now - random.nextInt(3);
                // The last pair has none; one of the others is rare.
                int pair = random.nextInt(10) == 0 ? 3 : random.nextInt(3);
                String bid = random.nextInt(15) == 0 ? "0" : "100";
                Instant at = at(Math.max(0, time)).plus(MICRO.multipliedBy(random.nextInt(2)));
                ticks.add(tick(PAIRS.get(pair), i, at, bid, "101"));
            }
            return ticks;
        }

        private static List<OrderRequest> orders(Random random) {
            List<OrderRequest> orders = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                double time = random.nextInt(4) == 0 ? random.nextInt(4_000) : i * 18.0;
                Pair pair = PAIRS.get(random.nextInt(PAIRS.size()));
                orders.add(Cases.order("o" + i, Cases.ALICE, pair, "BUY", "1", at(time)));
            }
            return orders;
        }

        Map<Long, String> answers() {
            Map<Long, String> answers = new TreeMap<>();
            for (List<Asked> log : requests) {
                for (Asked asked : log) {
                    answer(asked).ifPresent(it -> answers.put(asked.claim().number(), it));
                }
            }
            return answers;
        }

        /** The rules, told again by the whole log. */
        private Optional<String> answer(Asked asked) {
            OrderRequest order = (OrderRequest) asked.claim().request();
            long greatest = Long.MIN_VALUE;
            Optional<Instant> newestBefore = Optional.empty();
            for (Event event : ticks.get(asked.partition())) {
                switch (event) {
                    case Decided(long taken, Instant _) -> greatest = Math.max(greatest, taken);
                    case Ticked(long taken, Tick tick) -> {
                        greatest = Math.max(greatest, taken);
                        if (greatest < asked.claim().busTime()
                                && tick.pair().equals(order.pair())
                                && newestBefore.filter(tick.time()::isBefore).isEmpty()) {
                            newestBefore = Optional.of(tick.time());
                        }
                    }
                }
            }
            if (newestBefore.filter(order.time().plusSeconds(3600)::isBefore).isPresent()) {
                return Optional.of("TOO_LATE");
            }
            Optional<Tick> newestQuote = Optional.empty();
            for (Event event : ticks.get(asked.partition())) {
                switch (event) {
                    case Decided(long _, Instant time) -> {
                        if (order.time().plusSeconds(40).isBefore(time)) {
                            return Optional.of("NO_QUOTE");
                        }
                    }
                    case Ticked(long _, Tick tick) when tick.pair().equals(order.pair()) -> {
                        boolean isIn = !order.time().plusSeconds(30).isBefore(tick.time());
                        boolean isQuote =
                                tick.bestBid().isPositive()
                                        && newestQuote
                                                .filter(it -> tick.time().isBefore(it.time()))
                                                .isEmpty();
                        if (isQuote && isIn && tick.time().isAfter(order.time())) {
                            return Optional.of("#" + tick.sequence());
                        }
                        if (!isIn) {
                            return Optional.of("NO_QUOTE");
                        }
                        newestQuote = isQuote ? Optional.of(tick) : newestQuote;
                    }
                    case Ticked _ -> {}
                }
            }
            return Optional.empty();
        }
    }

    /** Reads the logs as a job of some parallelism does, and is killed on the way. */
    private static final class Reader {
        private final Logs logs;
        private final Random random;
        private final int[] ticksRead = new int[PARTITIONS];
        private final int[] requestsRead = new int[PARTITIONS];
        private final int[] speeds = new int[2 * PARTITIONS];
        private final List<Cases.Kept> stores = new ArrayList<>();
        private final List<QuoteBook> books = new ArrayList<>();
        private final Map<Long, String> found = new TreeMap<>();
        private final Set<Integer> ended = new HashSet<>();

        Reader(Logs logs, Random random) {
            this.logs = logs;
            this.random = random;
            for (int i = 0; i < speeds.length; i++) {
                speeds[i] = 1 + random.nextInt(random.nextBoolean() ? 4 : 200);
            }
            for (int partition = 0; partition < PARTITIONS; partition++) {
                stores.add(new Cases.Kept());
                books.add(new QuoteBook(stores.get(partition)));
            }
        }

        void readAll() {
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < 2 * PARTITIONS; i++) {
                order.add(i);
            }
            while (ended.size() < 2 * PARTITIONS) {
                Collections.shuffle(order, random);
                for (int log : order) {
                    int count = random.nextInt(speeds[log] + 1);
                    if (log < PARTITIONS) {
                        readTicks(log, count);
                    } else {
                        readRequests(log - PARTITIONS, count);
                    }
                }
                tellHowFarRequestsWereRead();
                if (random.nextInt(6) == 0) {
                    for (int i = 0; i < PARTITIONS; i++) {
                        books.set(i, stores.get(i).restored());
                    }
                }
            }
        }

        private void readTicks(int partition, int count) {
            List<Event> log = logs.ticks().get(partition);
            for (int i = 0; i < count && ticksRead[partition] < log.size(); i++) {
                QuoteBook book = books.get(partition);
                switch (log.get(ticksRead[partition]++)) {
                    case Decided(long taken, Instant time) -> {
                        book.stampsPassed(taken, this::found);
                        book.advanceTo(time, this::found);
                    }
                    case Ticked(long taken, Tick tick) -> book.tick(tick, taken, this::found);
                }
            }
            if (ticksRead[partition] == log.size()) {
                ended.add(partition);
            }
        }

        private void readRequests(int number, int count) {
            List<Asked> log = logs.requests().get(number);
            for (int i = 0; i < count && requestsRead[number] < log.size(); i++) {
                Asked asked = log.get(requestsRead[number]++);
                books.get(asked.partition()).ask(asked.claim(), this::found);
            }
            if (requestsRead[number] == log.size()) {
                ended.add(PARTITIONS + number);
            }
        }

        /** To the stamp of the last request that was read of the slowest log. */
        private void tellHowFarRequestsWereRead() {
            long slowest = Long.MAX_VALUE;
            for (int number = 0; number < PARTITIONS; number++) {
                int read = requestsRead[number];
                List<Asked> log = logs.requests().get(number);
                if (read < log.size()) {
                    slowest =
                            Math.min(slowest, read == 0 ? 0 : log.get(read - 1).claim().busTime());
                }
            }
            for (QuoteBook book : books) {
                book.requestsReadTo(slowest);
            }
        }

        private void found(Claim claim) {
            String word =
                    switch (claim.finding()) {
                        case Finding.Quoted(Quote quote) -> "#" + quote.sequence();
                        case Finding.Refused(RejectReason reason) -> reason.name();
                        case Finding.QuoteWanted() -> "waits";
                        case Finding.Fund() -> "fund";
                    };
            assertThat(found.put(claim.number(), word)).isNull();
        }
    }
}
