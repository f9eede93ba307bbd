package lab.consensus.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.consensus.audit.performance.AccountReport;
import lab.consensus.audit.tiers.WarmBooks;
import lab.domain.clearing.Settlement;
import org.junit.jupiter.api.Test;

/** What is found in the books themselves, in real tables of Paimon and Iceberg. */
class AuditIT extends AuditedTables {
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
    void rows_are_found_by_their_keys_and_no_others() throws Exception {
        settleAll();
        try (var warm = new WarmBooks(books.tables())) {
            List<Map<String, Object>> all =
                    warm.rows("executions", Map.of("account", List.of("alice", "bob")));
            assertThat(all).hasSameSizeAs(desk.settled);
            String id = String.valueOf(all.getLast().get("order_id"));
            String account = String.valueOf(all.getLast().get("account"));
            assertThat(
                            warm.rows(
                                    "executions",
                                    Map.of(
                                            "account", List.of(account),
                                            "order_id", List.of(id, "another"))))
                    .containsExactly(all.getLast());
            assertThat(warm.rows("executions", Map.of("account", List.of("carol")))).isEmpty();
            assertThat(warm.rows("not_there", Map.of("account", List.of("alice")))).isEmpty();
        }
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
}
