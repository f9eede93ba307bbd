package lab.consensus.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.consensus.audit.AuditReport.Lag;
import lab.domain.clearing.Settlement;
import org.apache.paimon.data.GenericRow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found in real tables of Paimon and Iceberg. */
class AuditIT {
    private static final InstantSource CLOCK = InstantSource.fixed(Desk.at(3600));

    @TempDir private Path folder;
    private BooksOnDisk books;
    private final Desk desk = new Desk();
    private Optional<HotBooks> hot = Optional.empty();

    @BeforeEach
    void open() throws Exception {
        books = new BooksOnDisk(folder);
        books.createBooks();
        desk.fund("alice", "f", "USD", "1000");
        desk.trade("alice", "b1", "BTC-USD", "BUY", "1.5", 10, 100);
        desk.trade("alice", "s1", "BTC-USD", "SELL", "0.5", 20, 120);
        desk.trade("alice", "x", "BTC-USD", "BUY", "50", 30, 120);
        desk.fund("bob", "f", "USD", "500");
        desk.trade("bob", "b2", "ETH-USD", "BUY", "10", 40, 30);
    }

    @AfterEach
    void close() throws Exception {
        books.close();
    }

    private void settleAll() throws Exception {
        books.write(desk.settled, desk.balances());
    }

    private AuditReport audit() throws InterruptedException {
        return new Audit(books.tables(), () -> hot, CLOCK, Duration.ZERO).run(Optional.empty());
    }

    private List<Settlement> first(int count) {
        return desk.settled.subList(0, count);
    }

    private static Difference difference(
            String rule,
            String table,
            String account,
            @Nullable String asset,
            @Nullable String order,
            String what,
            @Nullable String expected,
            @Nullable String found) {
        return new Difference(
                rule,
                table,
                Optional.of(account),
                Optional.ofNullable(asset),
                Optional.ofNullable(order),
                what,
                Optional.ofNullable(expected),
                Optional.ofNullable(found));
    }

    private GenericRow changed(String order, String column, @Nullable Object value) {
        return BooksOnDisk.changed(desk.execution(order), map(column, value));
    }

    private static Map<String, @Nullable Object> map(String column, @Nullable Object value) {
        Map<String, @Nullable Object> changes = new HashMap<>();
        changes.put(column, value);
        return changes;
    }

    @Test
    void tables_without_a_row_reconcile() throws Exception {
        AuditReport report = audit();
        assertThat(report.reconciled()).isTrue();
        assertThat(report.accounts()).isEmpty();
        assertThat(report.compared()).hasSize(4);
    }

    @Test
    void books_as_the_clearing_house_makes_them_reconcile() throws Exception {
        settleAll();
        hot = Optional.of(new MemoryHot().with(desk.settled, desk.balances()));
        AuditReport report = audit();
        assertThat(report.differences()).isEmpty();
        assertThat(report.reconciled()).isTrue();
        assertThat(report.lag()).isEmpty();
        assertThat(report.notes()).isEmpty();
        assertThat(report.compared()).hasSize(6);
        assertThat(report.accounts())
                .extracting(AccountReport::account)
                .containsExactly("alice", "bob");
    }

    @Test
    void a_hot_tier_that_does_not_run_is_said_not_to_be_compared() throws Exception {
        settleAll();
        assertThat(audit().notes()).containsExactly("hot: not compared, it is not running");
    }

    @Test
    void a_balance_that_was_edited_is_found_and_named() throws Exception {
        settleAll();
        books.edit(
                "balances",
                BooksOnDisk.row(Columns.BALANCES, "alice", "BTC", new BigDecimal("2.00000000")));
        AuditReport report = audit();
        assertThat(report.reconciled()).isFalse();
        assertThat(report.differences())
                .contains(
                        difference(
                                "balance",
                                "warm.crypto.balances",
                                "alice",
                                "BTC",
                                null,
                                "balance",
                                "1.00000000",
                                "2.00000000"))
                .anyMatch(it -> it.rule().equals("zero sum"));
    }

    @Test
    void a_balance_of_nobody_is_found_and_one_below_zero() throws Exception {
        settleAll();
        books.edit(
                "balances",
                BooksOnDisk.row(Columns.BALANCES, "carol", "USD", new BigDecimal("-5.00000000")));
        assertThat(audit().differences())
                .contains(
                        difference(
                                "balance",
                                "warm.crypto.balances",
                                "carol",
                                "USD",
                                null,
                                "balance",
                                "0.00000000",
                                "-5.00000000"),
                        difference(
                                "below zero",
                                "warm.crypto.balances",
                                "carol",
                                "USD",
                                null,
                                "balance",
                                "not below 0",
                                "-5.00000000"));
    }

    @Test
    void a_transfer_of_no_execution_is_found() throws Exception {
        settleAll();
        books.edit(
                "transfers",
                BooksOnDisk.row(
                        Columns.TRANSFERS,
                        "alice/gift/fund",
                        "gift",
                        "@bank",
                        "alice",
                        "USD",
                        new BigDecimal("5.00000000"),
                        BooksOnDisk.utc(Desk.NOON)));
        assertThat(audit().differences())
                .contains(
                        difference(
                                "transfer unexpected",
                                "warm.crypto.transfers",
                                "alice",
                                "USD",
                                "gift",
                                "alice/gift/fund",
                                null,
                                "@bank gives alice 5.00000000"));
    }

    @Test
    void a_transfer_that_was_edited_is_found_and_what_follows_from_it() throws Exception {
        settleAll();
        books.edit(
                "transfers",
                BooksOnDisk.row(
                        Columns.TRANSFERS,
                        "alice/s1/asset",
                        "s1",
                        "alice",
                        "@fees",
                        "BTC",
                        new BigDecimal("0.50000000"),
                        BooksOnDisk.utc(desk.execution("s1").time())));
        List<Difference> differences = audit().differences();
        assertThat(differences).anyMatch(it -> it.rule().equals("transfer differs"));
        assertThat(differences)
                .contains(
                        difference(
                                "balance",
                                "warm.crypto.balances",
                                "@fees",
                                "BTC",
                                null,
                                "balance",
                                "0.50000000",
                                null));
    }

    @Test
    void a_transfer_that_is_missing_is_found() throws Exception {
        List<Settlement> torn = new ArrayList<>(desk.settled);
        torn.replaceAll(it ->
                it.execution().request().orderId().text().equals("s1")
                        ? new Settlement(it.execution(), it.transfers().subList(0, 2))
                        : it);
        books.write(torn, Desk.balances(torn));
        assertThat(audit().differences())
                .anyMatch(it ->
                        it.rule().equals("transfer missing")
                                && it.what().equals("alice/s1/fee")
                                && it.orderId().equals(Optional.of("s1")))
                .anyMatch(it ->
                        it.rule().equals("balance after")
                                && it.orderId().equals(Optional.of("s1"))
                                && it.what().equals("cash"));
    }

    @Test
    void a_price_that_does_not_follow_from_the_quote_is_found() throws Exception {
        settleAll();
        books.edit("executions", changed("s1", "price", new BigDecimal("121")));
        assertThat(audit().differences())
                .contains(
                        difference(
                                "fill",
                                "warm.crypto.executions",
                                "alice",
                                null,
                                "s1",
                                "price",
                                "119.94000000",
                                "121.00000000"),
                        difference(
                                "execution differs",
                                "cold.crypto.executions",
                                "alice",
                                null,
                                "s1",
                                "price",
                                "121.00000000",
                                "119.94000000"));
    }

    @Test
    void a_status_that_does_not_fit_is_found() throws Exception {
        settleAll();
        books.edit("executions", changed("x", "reason", null));
        books.edit("executions", changed("b1", "number", 7L));
        assertThat(audit().differences())
                .anyMatch(it -> it.rule().equals("form") && it.orderId().equals(Optional.of("x")))
                .contains(
                        difference(
                                "number",
                                "warm.crypto.executions",
                                "alice",
                                null,
                                null,
                                "number",
                                "0 to 3, each once",
                                "0 to 7, 4 of them"));
    }

    @Test
    void executions_that_cold_has_not_come_to_are_lag() throws Exception {
        books.nextCheckpoint();
        settleAllButCold();
        books.writeCold(first(2));
        AuditReport report = audit();
        assertThat(report.differences()).isEmpty();
        assertThat(report.lag()).containsExactly(new Lag("cold.crypto.executions", 4));
    }

    private void settleAllButCold() throws Exception {
        books.writeExecutions(desk.settled);
        books.writeTransfers(desk.settled);
        books.writeBalances(desk.balances());
    }

    @Test
    void an_execution_that_cold_has_passed_is_missed() throws Exception {
        books.nextCheckpoint();
        settleAllButCold();
        List<Settlement> gap = new ArrayList<>(desk.settled);
        gap.removeIf(it -> it.execution().request().orderId().text().equals("s1"));
        books.writeCold(gap);
        assertThat(audit().differences())
                .containsExactly(
                        difference(
                                "execution missing",
                                "cold.crypto.executions",
                                "alice",
                                null,
                                "s1",
                                "number 2",
                                "FILLED",
                                null));
    }

    @Test
    void executions_that_warm_has_not_come_to_are_lag() throws Exception {
        books.write(first(2), Desk.balances(first(2)));
        books.writeCold(desk.settled.subList(2, 6));
        hot = Optional.of(new MemoryHot().with(desk.settled, desk.balances()));
        AuditReport report = audit();
        assertThat(report.differences()).isEmpty();
        assertThat(report.lag()).containsExactly(new Lag("warm.crypto.executions", 4));
    }

    @Test
    void an_execution_that_warm_has_lost_is_missed() throws Exception {
        books.nextCheckpoint();
        List<Settlement> lost = new ArrayList<>(desk.settled);
        lost.removeIf(it -> it.execution().request().orderId().text().equals("b1"));
        books.writeExecutions(lost);
        books.writeTransfers(desk.settled);
        books.writeBalances(desk.balances());
        books.writeCold(desk.settled);
        assertThat(audit().differences())
                .contains(
                        difference(
                                "execution missing",
                                "warm.crypto.executions",
                                "alice",
                                null,
                                "b1",
                                "number 1",
                                "FILLED",
                                null));
    }

    @Test
    void a_message_that_was_sent_twice_counts_once_if_it_says_the_same() throws Exception {
        settleAll();
        books.writeCold(first(3));
        assertThat(audit().differences()).isEmpty();
        books.writeColdRows(
                List.<@Nullable Object[]>of(Columns.of(desk.execution("b1"))), " and more");
        assertThat(audit().differences())
                .extracting(Difference::rule)
                .containsExactly("execution repeated");
    }

    @Test
    void tables_of_which_one_is_a_checkpoint_ahead_are_read_at_the_same() throws Exception {
        books.write(first(4), Desk.balances(first(4)));
        books.nextCheckpoint();
        books.writeExecutions(desk.settled.subList(4, 6));
        AuditReport report = audit();
        assertThat(report.differences()).isEmpty();
        assertThat(report.compared())
                .anyMatch(it -> it.table().equals("warm.crypto.executions") && it.rows() == 4);
    }

    @Test
    void a_hot_balance_of_no_moment_is_found() throws Exception {
        settleAll();
        var memory = new MemoryHot().with(desk.settled, desk.balances());
        memory.balances.replaceAll(row ->
                "bob".equals(row[0]) && "ETH".equals(row[1])
                        ? new @Nullable Object[] {"bob", "ETH", new BigDecimal("11.00000000")}
                        : row);
        memory.balances.removeIf(row -> "@fees".equals(row[0]));
        hot = Optional.of(memory);
        assertThat(audit().differences())
                .contains(
                        difference(
                                "balance",
                                "hot.crypto.balances",
                                "bob",
                                "ETH",
                                null,
                                "balance",
                                "10.00000000",
                                "11.00000000"))
                .anyMatch(it -> it.account().equals(Optional.of("@fees")))
                .hasSize(2);
    }

    @Test
    void a_hot_log_may_repeat_and_forget_but_not_say_otherwise() throws Exception {
        settleAll();
        var memory = new MemoryHot().with(desk.settled, desk.balances());
        memory.executions.addAll(List.copyOf(memory.executions));
        memory.executions.removeIf(row -> "f".equals(row[1]));
        hot = Optional.of(memory);
        assertThat(audit().differences()).isEmpty();
        memory.executions.add(
                Columns.changed(desk.execution("b2"), map("fee", new BigDecimal("1.00000000"))));
        assertThat(audit().differences())
                .extracting(Difference::table, Difference::what)
                .containsExactly(tuple("hot.crypto.executions", "fee"));
    }
}
