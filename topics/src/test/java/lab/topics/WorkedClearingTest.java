package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lab.domain.Account;
import lab.domain.Amounts;
import lab.domain.EventTime;
import lab.domain.Tick;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.Execution;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Request;
import lab.domain.clearing.Settlement;
import lab.domain.clearing.Transfer;
import lab.domain.clearing.house.Balances;
import lab.domain.clearing.house.ClearingHouse;
import lab.topics.codec.MalformedMessage;
import lab.topics.codec.OrderCodec;
import lab.topics.codec.TickCodec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cases that were solved by another program, from the bytes on: value for value. Two of our own, by
 * {@code src/test/oracle/clearing.py}; and one by a third program, where it lies beside the
 * project. In the second the bus's stamps say which order came too late.
 */
@ParameterizedClass
@MethodSource("cases")
class WorkedClearingTest {
    private static final Path OWN = Path.of("src", "test", "oracle", "clearing");
    private static final Path GIVEN = Path.of("..", "..", "shared", "data", "clearing");
    private static final Instant RECEIVED = Instant.parse("2026-02-06T12:30:00Z");
    private static final Pattern TAKEN = Pattern.compile("\"taken\":\"([^\"]*)\"");

    private final Case solved;

    WorkedClearingTest(Case solved) {
        this.solved = solved;
    }

    /** A folder with a case, and what in it is no execution. */
    record Case(Path folder, long deadLetters, long repeats, long expired) {
        static Case own(String name) {
            Path folder = OWN.resolve(name);
            Map<String, Long> counts = new HashMap<>();
            try {
                for (String line : Files.readAllLines(folder.resolve("counts.csv"))) {
                    String[] cells = line.split(",", -1);
                    if (!cells[1].equals("count")) {
                        counts.put(cells[0], Long.valueOf(cells[1]));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Case(
                    folder,
                    counts.getOrDefault("dead_letters", -1L),
                    counts.getOrDefault("repeats", -1L),
                    counts.getOrDefault("expired", -1L));
        }

        @Override
        public String toString() {
            return folder.toString();
        }
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>(List.of(Case.own("worked"), Case.own("late")));
        if (Files.isDirectory(GIVEN)) {
            cases.add(new Case(GIVEN, 11, 5, 0));
        }
        return cases;
    }

    /** With the bus's stamp, where the case has any. */
    private record Stamped<T>(T message, Optional<Instant> taken) {
        static <T> Stamped<T> of(T message, String line) {
            Matcher taken = TAKEN.matcher(line);
            return new Stamped<>(
                    message,
                    taken.find() ? Optional.of(Instant.parse(taken.group(1))) : Optional.empty());
        }
    }

    private final List<Stamped<Tick>> ticks = new ArrayList<>();
    private final List<Stamped<Request>> requests = new ArrayList<>();
    private final List<Settlement> settlements = new ArrayList<>();
    private long deadLetters;

    private final ClearingHouse house =
            new ClearingHouse(
                    DatedTerms.STANDARD,
                    pair -> Partitioner.partition(pair.name(), Bus.PARTITIONS),
                    settlements::add);

    @BeforeEach
    void read_the_logs() throws Exception {
        for (String line : Files.readAllLines(solved.folder().resolve("ticks.jsonl"))) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            ticks.add(Stamped.of(TickCodec.decode(bytes, RECEIVED), line));
        }
        for (String line : Files.readAllLines(solved.folder().resolve("requests.jsonl"))) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            try {
                requests.add(Stamped.of(OrderCodec.decode(bytes), line));
            } catch (MalformedMessage e) {
                deadLetters++;
            }
        }
    }

    @Test
    void is_solved_when_all_ticks_come_first() throws Exception {
        ticks.forEach(this::tick);
        requests.forEach(this::request);
        check();
    }

    @Test
    void is_solved_when_all_requests_come_first() throws Exception {
        requests.forEach(this::request);
        ticks.forEach(this::tick);
        check();
    }

    @Test
    void is_solved_in_pieces_of_any_size() throws Exception {
        var random = new SplittableRandom(11);
        int tick = 0;
        int request = 0;
        while (tick < ticks.size() || request < requests.size()) {
            int pieceOfTicks = random.nextInt(60);
            for (; pieceOfTicks > 0 && tick < ticks.size(); pieceOfTicks--) {
                tick(ticks.get(tick++));
            }
            int pieceOfRequests = random.nextInt(12);
            for (; pieceOfRequests > 0 && request < requests.size(); pieceOfRequests--) {
                request(requests.get(request++));
            }
        }
        check();
    }

    @Test
    void is_solved_when_every_message_comes_twice() throws Exception {
        for (Stamped<Tick> tick : ticks) {
            tick(tick);
            tick(tick);
        }
        for (Stamped<Request> request : requests) {
            request(request);
            request(request);
        }
        check(solved.repeats() + requests.size() - solved.expired(), 2 * solved.expired());
    }

    private void tick(Stamped<Tick> tick) {
        tick.taken()
                .ifPresentOrElse(
                        taken -> house.tick(tick.message(), taken),
                        () -> house.tick(tick.message()));
    }

    private void request(Stamped<Request> request) {
        request.taken()
                .ifPresentOrElse(
                        taken -> house.request(request.message(), taken),
                        () -> house.request(request.message()));
    }

    private void check() throws IOException {
        check(solved.repeats(), solved.expired());
    }

    private void check(long repeats, long expired) throws IOException {
        house.stampsPassed(Instant.parse("2100-01-01T00:00:00Z"));
        house.advanceTo(Instant.MAX);
        assertThat(deadLetters).isEqualTo(solved.deadLetters());
        assertThat(house.repeats()).isEqualTo(repeats);
        assertThat(house.expired()).isEqualTo(expired);

        var executions = new TreeSet<String>();
        var transfers = new TreeSet<String>();
        var balances = new Balances();
        for (Settlement settlement : settlements) {
            executions.add(row(settlement.execution()));
            for (Transfer transfer : settlement.transfers()) {
                transfers.add(row(transfer));
                balances.apply(transfer);
            }
        }
        assertThat(executions).hasSameSizeAs(settlements).isEqualTo(rowsOf("executions.csv"));
        assertThat(transfers).isEqualTo(rowsOf("transfers.csv"));
        assertThat(rows(balances)).isEqualTo(rowsOf("balances.csv"));
        assertThat(balances.sums().values()).allMatch(sum -> sum.signum() == 0);
        assertThat(lastWords()).isEqualTo(ofTraders(rows(balances)));
    }

    private Set<String> rowsOf(String file) throws IOException {
        List<String> lines = Files.readAllLines(solved.folder().resolve(file));
        return new TreeSet<>(lines.subList(1, lines.size()));
    }

    private static String row(Execution execution) {
        String asked =
                switch (execution.request()) {
                    case OrderRequest order ->
                            String.join(
                                    ",",
                                    order.pair().name(),
                                    order.side(),
                                    order.quantity().toPlainString());
                    case FundRequest _ -> ",,";
                };
        String got =
                execution
                        .fill()
                        .map(fill ->
                                String.join(
                                        ",",
                                        Amounts.format(fill.price()),
                                        Amounts.format(fill.notional()),
                                        Amounts.format(fill.fee())))
                        .orElse(",,");
        return String.join(
                ",",
                execution.request().account().name(),
                execution.request().orderId().text(),
                asked,
                execution.status().name(),
                execution.reason().map(Enum::name).orElse(""),
                got,
                EventTime.format(execution.time()));
    }

    private static String row(Transfer transfer) {
        return String.join(
                ",",
                transfer.transferId(),
                transfer.orderId().text(),
                transfer.debit().name(),
                transfer.credit().name(),
                transfer.asset().code(),
                Amounts.format(transfer.amount()),
                EventTime.format(transfer.time()));
    }

    private static Set<String> rows(Balances balances) {
        var rows = new TreeSet<String>();
        balances.all()
                .forEach((account, assets) ->
                        assets.forEach(
                                (asset, balance) -> rows.add(row(account, asset.code(), balance))));
        return rows;
    }

    private static String row(Account account, String asset, BigDecimal balance) {
        return account + "," + asset + "," + Amounts.format(balance);
    }

    /** Traders' balances as the newest executions that name them have them. */
    private Set<String> lastWords() {
        var newest = new TreeMap<String, String>();
        for (Settlement settlement : settlements) {
            Execution execution = settlement.execution();
            Account account = execution.request().account();
            switch (execution.request()) {
                case FundRequest fund ->
                        newest.put(
                                account + "," + fund.asset(),
                                row(account, fund.asset().code(), execution.cash()));
                case OrderRequest order -> {
                    newest.put(
                            account + "," + order.quote(),
                            row(account, order.quote().code(), execution.cash()));
                    newest.put(
                            account + "," + order.base(),
                            row(account, order.base().code(), execution.position().orElseThrow()));
                }
            }
        }
        return ofTraders(new TreeSet<>(newest.values()));
    }

    private static Set<String> ofTraders(Set<String> rows) {
        rows.removeIf(row -> row.startsWith("@") || row.endsWith(",0"));
        return rows;
    }
}
