package lab.launcher.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.consensus.audit.tiers.AuditTables;
import lab.domain.MarketClock;
import lab.domain.Pair;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.tables.TierTables;
import lab.lancer.warm.Doubt;
import lab.lancer.warm.WarmDoubts;
import lab.quality.QualityLog;
import lab.quality.QualityReport;
import lab.quality.QualityReport.Found;
import lab.quality.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one module writes of a look and another makes of it, in the tables of the warm job. */
class QualityLogTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir private Path folder;

    @Test
    void a_look_is_noted_and_what_it_doubts_holds_until_a_later_one_has_looked_there()
            throws Exception {
        try (var log = new QualityLog(tables());
                var doubts = WarmDoubts.open(tiers().paimonWarehouse(), "crypto")) {
            assertThat(log.add(report(0, Optional.empty()))).as("without tables").isFalse();
            assertThat(log.newest()).isEmpty();
            TierTables.createWarm(tiers());
            assertThat(doubts.readIfNew()).isEmpty();

            Found gap = found(Rule.TRADE_GAP, Optional.of("BTC-USD"), 10);
            Found hole = found(Rule.BUS_HOLE, Optional.empty(), 20);
            Found late = found(Rule.LATE, Optional.of("ETH-USD"), 10);
            QualityReport first = report(100, Optional.empty(), gap, hole, late);
            assertThat(log.add(first)).isTrue();
            assertThat(log.newest()).contains(QualityLog.run(first));
            assertThat(log.newest().orElseThrow().byRule())
                    .isEqualTo(Map.of("trade-gap", 1L, "bus-hole", 1L, "late", 1L));
            assertThat(log.newest().orElseThrow().errors()).isEqualTo(2);
            var btc = new Doubt(Optional.of(new Pair("BTC-USD")), at(10), at(11), "trade-gap");
            var all = new Doubt(Optional.empty(), at(20), at(21), "bus-hole");
            assertThat(doubts.readIfNew().orElseThrow()).containsExactlyInAnyOrder(btc, all);
            assertThat(doubts.readIfNew()).as("nothing is new").isEmpty();

            log.add(report(200, Optional.of(at(15))));
            assertThat(doubts.readIfNew().orElseThrow()).containsExactly(btc);

            log.add(report(300, Optional.empty()));
            assertThat(doubts.readIfNew().orElseThrow()).isEmpty();
            assertThat(log.newest().orElseThrow().byRule()).isEmpty();
        }
    }

    private static Instant at(int minute) {
        return NOON.plusSeconds(60L * minute);
    }

    private static Found found(Rule rule, Optional<String> pair, int minute) {
        return new Found(
                rule.id(),
                rule.severity(),
                "cold.crypto.trades",
                pair,
                at(minute),
                at(minute + 1),
                3,
                "trade ids are missing",
                List.of("ids 7 to 9", "ids 11"));
    }

    private static QualityReport report(int minute, Optional<Instant> from, Found... found) {
        List<QualityReport.Looked> rules =
                Arrays.stream(Rule.values())
                        .map(rule ->
                                new QualityReport.Looked(
                                        rule.id(),
                                        rule.severity(),
                                        rule.wanted(),
                                        Arrays.stream(found)
                                                .filter(it -> it.rule().equals(rule.id()))
                                                .count()))
                        .toList();
        return new QualityReport(
                found.length == 0,
                at(minute),
                from,
                Optional.empty(),
                found.length,
                List.of(found),
                rules,
                List.of(),
                List.of());
    }

    private AuditTables tables() {
        return new AuditTables(tiers().warehouse(), "crypto", MarketClock.REAL);
    }

    private TierSettings tiers() {
        return new TierSettings(
                "crypto",
                "crypto",
                new TierSettings.Bus("broker.test", 8090, "iggy", folder.resolve("password")),
                "fluss.test:9123",
                folder.resolve("warehouse"));
    }
}
