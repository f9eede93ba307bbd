package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import lab.domain.Account;
import lab.domain.EventTime;
import lab.domain.Tick;
import lab.domain.clearing.Amounts;
import lab.domain.clearing.Balances;
import lab.domain.clearing.ClearingHouse;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.Execution;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Request;
import lab.domain.clearing.Settlement;
import lab.domain.clearing.Transfer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A case that was solved by another program, from the bytes on: value for value. */
class WorkedClearingTest {
    private static final Path CASE = Path.of("..", "..", "shared", "data", "clearing");
    private static final Instant RECEIVED = Instant.parse("2026-01-05T12:30:00Z");
    private static final int DEAD_LETTERS = 11;
    private static final int REPEATS = 5;

    private final List<Tick> ticks = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();
    private final List<Settlement> settlements = new ArrayList<>();
    private int deadLetters;

    private final ClearingHouse house =
            new ClearingHouse(
                    DatedTerms.STANDARD,
                    pair -> Partitioner.partition(pair.name(), Bus.PARTITIONS),
                    settlements::add);

    @BeforeEach
    void read_the_logs() throws Exception {
        assumeTrue(Files.isDirectory(CASE), () -> "no worked case at " + CASE);
        for (String line : Files.readAllLines(CASE.resolve("ticks.jsonl"))) {
            ticks.add(TickCodec.decode(line.getBytes(StandardCharsets.UTF_8), RECEIVED));
        }
        for (String line : Files.readAllLines(CASE.resolve("requests.jsonl"))) {
            try {
                requests.add(OrderCodec.decode(line.getBytes(StandardCharsets.UTF_8)));
            } catch (MalformedMessage e) {
                deadLetters++;
            }
        }
    }

    @Test
    void is_solved_when_all_ticks_come_first() throws Exception {
        ticks.forEach(house::tick);
        requests.forEach(house::request);
        check(REPEATS);
    }

    @Test
    void is_solved_when_all_requests_come_first() throws Exception {
        requests.forEach(house::request);
        ticks.forEach(house::tick);
        check(REPEATS);
    }

    @Test
    void is_solved_in_pieces_of_any_size() throws Exception {
        var random = new SplittableRandom(11);
        int tick = 0;
        int request = 0;
        while (tick < ticks.size() || request < requests.size()) {
            int pieceOfTicks = random.nextInt(60);
            for (; pieceOfTicks > 0 && tick < ticks.size(); pieceOfTicks--) {
                house.tick(ticks.get(tick++));
            }
            int pieceOfRequests = random.nextInt(12);
            for (; pieceOfRequests > 0 && request < requests.size(); pieceOfRequests--) {
                house.request(requests.get(request++));
            }
        }
        check(REPEATS);
    }

    @Test
    void is_solved_when_every_message_comes_twice() throws Exception {
        for (Tick tick : ticks) {
            house.tick(tick);
            house.tick(tick);
        }
        for (Request request : requests) {
            house.request(request);
            house.request(request);
        }
        check(REPEATS + requests.size());
    }

    private void check(int repeats) throws IOException {
        house.advanceTo(Instant.MAX);
        assertThat(deadLetters).isEqualTo(DEAD_LETTERS);
        assertThat(house.repeats()).isEqualTo(repeats);

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

    private static Set<String> rowsOf(String file) throws IOException {
        List<String> lines = Files.readAllLines(CASE.resolve(file));
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
