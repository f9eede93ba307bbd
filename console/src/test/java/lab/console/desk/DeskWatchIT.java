package lab.console.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import lab.console.desk.DeskReport.Presence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the console makes of a desk that answers well, badly, late or not at all. */
@Timeout(300)
class DeskWatchIT {
    private static final Instant TEN = Instant.parse("2026-11-21T10:00:05Z");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final AtomicReference<Instant> now = new AtomicReference<>(TEN);
    private final InstantSource clock = now::get;
    private final PlayedDesk desk = new PlayedDesk(TEN);
    private final DeskWatch watch = new DeskWatch(Optional.of(desk.uri()), PATIENCE, clock);

    @AfterEach
    void close() {
        watch.close();
        desk.close();
    }

    @Test
    void tells_of_accounts_executions_and_the_kill_switch() throws Exception {
        desk.says(
                "/api/killswitch",
                200,
                "{\"engaged\":true,\"since\":\"2026-11-21T09:00:00Z\",\"reason\":\"odd\"}");
        watch.ask();

        DeskReport report = watch.report();
        assertThat(report.presence()).isEqualTo(Presence.THERE);
        assertThat(report.asOf()).contains(TEN);
        assertThat(report.accounts()).hasSize(2);
        DeskReport.Account account = report.accounts().getFirst();
        assertThat(account.account()).isEqualTo("momentum");
        assertThat(account.state()).isEqualTo("REDUCING");
        assertThat(account.equity()).isEqualByComparingTo("10050");
        assertThat(account.positions().get("BTC-USD"))
                .satisfies(held -> assertThat(held.quantity()).isEqualByComparingTo("0.0155"));
        assertThat(report.killSwitch()).hasValueSatisfying(it -> assertThat(it.engaged()).isTrue());
        assertThat(watch.executions()).hasSize(1);
        assertThat(watch.executions().getFirst().fillPrice())
                .hasValueSatisfying(price -> assertThat(price).isEqualByComparingTo("64251.5"));
        assertThat(watch.missed()).isZero();
    }

    @Test
    void a_desk_that_cannot_work_is_there_and_says_what_ails_it() throws Exception {
        desk.says(
                "/api/health",
                503,
                """
                {"status":"unavailable","parts":[
                 {"part":"bus","state":"UP","reason":"","since":"2026-11-21T09:00:00Z"},
                 {"part":"desk","state":"STARTING","reason":"catches up","since":"2026-11-21T09:00:00Z"}]}\
                """);
        watch.ask();

        assertThat(watch.report().presence()).isEqualTo(Presence.THERE);
        assertThat(watch.report().notUp())
                .containsExactly(new DeskReport.Part("desk", "STARTING", "catches up"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /api/positions  | 200 | <html>                                                | must be readable
                    /api/positions  | 200 | {}                                                    | must be readable
                    /api/positions  | 200 | {"accounts":[{"account":"a","starting_balance":"x"}]} | must be readable
                    /api/killswitch | 200 | {}                                                    | must be readable
                    /api/trades     | 200 | [{"account":"a"}]                                     | must be readable
                    /api/trades     | 200 | [null]                                                | must be readable
                    /api/positions  | 500 | {"detail":"it broke"}                                 | answered 500, it broke
                    /api/positions  | 503 | nothing                                               | answered 503
                    """)
    void a_desk_that_answers_badly_is_not_there_and_its_switch_not_known(
            String path, int status, String answer, String reason) throws Exception {
        watch.ask();
        desk.says(path, status, answer);
        watch.ask();

        DeskReport report = watch.report();
        assertThat(report.presence()).isEqualTo(Presence.AWAY);
        assertThat(report.reason()).hasValueSatisfying(it -> assertThat(it).contains(path, reason));
        assertThat(report.killSwitch()).isEmpty();
        assertThat(report.seen()).contains(TEN);
        assertThat(report.accounts()).as("what was known stays, with its time").hasSize(2);
        assertThat(watch.missed()).isOne();
    }

    @Test
    void a_desk_that_is_too_slow_is_not_there() throws Exception {
        desk.becomesSlow();
        try (var hasty = new DeskWatch(Optional.of(desk.uri()), Duration.ofMillis(50), clock)) {
            hasty.ask();
            assertThat(hasty.report().presence()).isEqualTo(Presence.AWAY);
            assertThat(hasty.report().reason())
                    .contains("/api/positions: it must answer within 50 ms, did not");
        }
    }

    @Test
    void a_desk_that_is_absent_may_come_and_there_may_be_none() throws Exception {
        desk.close();
        watch.ask();
        assertThat(watch.report().presence()).isEqualTo(Presence.AWAY);
        assertThat(watch.report().reason())
                .contains("/api/positions: it must answer, nobody listens");
        assertThat(watch.report().seen()).isEmpty();

        try (var alone = new DeskWatch(Optional.empty(), PATIENCE, clock)) {
            alone.ask();
            alone.audit();
            assertThat(alone.report().presence()).isEqualTo(Presence.NONE);
        }
    }

    @Test
    void keeps_the_newest_equity_of_each_minute_of_event_time() throws Exception {
        watch.ask();
        desk.says("/api/positions", 200, PlayedDesk.positions(TEN.plusSeconds(50), "10060"));
        watch.ask();
        desk.says("/api/positions", 200, PlayedDesk.positions(TEN.plusSeconds(60), "10070"));
        watch.ask();

        assertThat(watch.equity().lines())
                .filteredOn(line -> line.account().equals("momentum"))
                .singleElement()
                .satisfies(line ->
                        assertThat(line.points())
                                .extracting(point -> point.time() + " " + point.equity())
                                .containsExactly(
                                        "2026-11-21T10:00:00Z 10060",
                                        "2026-11-21T10:01:00Z 10070"));
    }

    @Test
    void has_the_books_audited_once_a_minute_at_most_and_only_while_somebody_looks()
            throws Exception {
        watch.ask();
        watch.audit();
        assertThat(desk.asked("/api/audit")).as("nobody looked yet").isZero();

        watch.report();
        watch.audit();
        watch.audit();
        now.set(TEN.plusSeconds(59));
        watch.report();
        watch.audit();
        assertThat(desk.asked("/api/audit")).isOne();
        assertThat(watch.report().audit())
                .hasValueSatisfying(verdict -> {
                    assertThat(verdict.reconciled()).contains(true);
                    assertThat(verdict.checked()).isEqualTo(TEN);
                });

        now.set(TEN.plusSeconds(60));
        desk.says("/api/audit", 200, PlayedDesk.audit(TEN.plusSeconds(60), false, 2));
        watch.audit();
        assertThat(desk.asked("/api/audit")).isEqualTo(2);
        assertThat(watch.report().audit())
                .hasValueSatisfying(verdict -> {
                    assertThat(verdict.reconciled()).contains(false);
                    assertThat(verdict.differencesTotal()).contains(2L);
                    assertThat(verdict.differences()).hasSize(1);
                });

        now.set(TEN.plusSeconds(300));
        watch.audit();
        assertThat(desk.asked("/api/audit")).as("nobody has looked of late").isEqualTo(2);
    }

    @Test
    void an_audit_that_fails_or_says_nothing_of_the_books_is_no_verdict() throws Exception {
        desk.says("/api/audit", 200, "{\"checked_at\":\"2026-11-21T10:00:00Z\"}");
        watch.ask();
        watch.report();
        watch.audit();

        assertThat(watch.report().audit())
                .hasValueSatisfying(verdict -> {
                    assertThat(verdict.reconciled()).isEmpty();
                    assertThat(verdict.reason())
                            .contains("/api/audit: its answer must be readable, is not");
                });
    }
}
