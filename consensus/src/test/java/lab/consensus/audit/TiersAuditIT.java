package lab.consensus.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.consensus.audit.AuditReport.Lag;
import lab.domain.clearing.Settlement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the audit makes of tiers that do not agree: of lag, of loss, and of what was said twice. */
class TiersAuditIT extends AuditedTables {
    @Test
    void a_hot_tier_that_does_not_run_is_said_not_to_be_compared() throws Exception {
        settleAll();
        assertThat(audit().notes()).containsExactly("hot: not compared, it is not running");
    }

    @Test
    void an_environment_without_a_cold_tier_says_so_and_reconciles_by_the_others()
            throws Exception {
        settleAllButCold();
        AuditReport report =
                new Audit(
                                books.tables().withoutCold(),
                                () -> hot,
                                InstantSource.system(),
                                Duration.ZERO)
                        .run(Optional.empty());
        assertThat(report.reconciled()).isTrue();
        assertThat(report.notes())
                .contains(
                        "cold: a replay keeps no copy of what it reads; ./lab replay --verify compares it with what was lived")
                .noneMatch(note -> note.contains("there is none yet"));
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
