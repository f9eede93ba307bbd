package lab.flink.sql;

import static lab.flink.sql.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import lab.domain.Account;
import lab.domain.Annotation;
import lab.domain.Asset;
import lab.domain.Layer;
import lab.domain.OrderId;
import lab.domain.Pair;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.Execution;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Remarks;
import lab.domain.clearing.Settlement;
import lab.domain.clearing.Status;
import lab.domain.clearing.house.ClearingHouse;
import lab.flink.sql.job.JobReport;
import lab.topics.Topic;
import lab.topics.codec.AnnotationCodec;
import lab.topics.codec.ExecutionCodec;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What charts show: from the bus and from fills, each once, also where it is told again. */
class AnnotationsIT {
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final Pair BTC = new Pair("BTC-USD");
    private static final Account ALICE = new Account("alice");
    private static final LocalDateTime NOON = LocalDateTime.parse("2026-03-01T12:00:00");
    private static final String ALL =
            "SELECT id, `time`, pair, layer, text, reference FROM warm.crypto.annotations";
    private static final String LETTERS =
            "SELECT source, `topic`, `partition` BETWEEN 0 AND 2, `offset` >= 0, reason, payload"
                    + " FROM cold.crypto.dead_letters";

    private static final List<String> JOBS = List.of("warm", "cold");

    @TempDir private Path folder;

    @Test
    void annotations_are_rows_once_each_and_bad_ones_are_one_dead_letter_also_after_a_restart()
            throws Exception {
        byte[] bad = utf8(ofStranger("s-2").replace("lancer", "gossip"));
        try (var lab = TestLab.start(folder)) {
            TestLab.Running running = lab.run(JOBS, 1);
            send(lab, annotation("as it was first"));
            send(lab, annotation("as it is"));
            send(lab, annotation("as it is"));
            lab.bus().send(Topic.ANNOTATIONS, "BTC-USD", utf8(ofStranger("s-1")));
            lab.bus().send(Topic.ANNOTATIONS, "BTC-USD", bad);
            List<Execution> executions = executions();
            for (Execution execution : executions) {
                send(lab, execution);
                send(lab, execution);
            }
            lab.bus().flush();
            becomes(running, ALL, all());
            becomes(running, LETTERS, letter(bad));

            running.kill();
            send(lab, annotation("as it is"));
            send(lab, executions.getLast());
            running = lab.run(JOBS, 2);
            send(lab, annotationOf("ETH-USD"));
            lab.bus().flush();
            becomes(
                    running,
                    "SELECT COUNT(*), COUNT(DISTINCT id) FROM warm.crypto.annotations",
                    Row.of(5L, 5L));
            becomes(running, ALL + " WHERE pair = 'BTC-USD'", all());
            running.jobs().checkpoint("warm", SOON);
            running.jobs().checkpoint("cold", SOON);
            assertThat(running.rows(LETTERS)).containsExactly(letter(bad));
            candlesDoNotWaitForAnnotations(lab, running);
            running.close();
        }
    }

    /** All annotations are months older, and the topics of most pairs are empty. */
    private static void candlesDoNotWaitForAnnotations(TestLab lab, TestLab.Running running)
            throws Exception {
        lab.bus().send(Market.trade("AAVE-USD", 1, Market.NOON.plusSeconds(86_400), "1", "1"));
        lab.bus().flush();
        // Whose partition is read first is nobody's promise.
        running.awaitRead("warm", Topic.TRADES, lab.bus());
        lab.bus().send(Market.trade("LINK-USD", 1, Market.NOON.plusSeconds(86_480), "1", "1"));
        lab.bus().flush();
        becomes(
                running,
                "SELECT trade_count FROM warm.crypto.candles_1m WHERE pair = 'AAVE-USD'",
                Row.of(1L));
        assertThat(running.jobs().reports())
                .filteredOn(report -> report.job().equals("warm"))
                .allSatisfy(report ->
                        assertThat(report.sources())
                                .extracting(JobReport.Source::topic)
                                .contains("annotations", "executions"));
    }

    private static Row[] all() {
        return new Row[] {
            Row.of(
                    "analyst|BTC-USD|2026-03-01T12:00:00.000000Z",
                    NOON,
                    "BTC-USD",
                    "analyst",
                    "as it is",
                    "/api/latest/BTC-USD"),
            Row.of("s-1", NOON.minusYears(1), "BTC-USD", "lancer", "seen before", "by hand"),
            Row.of(
                    "buy|alice|o-1",
                    NOON.plusSeconds(2),
                    "BTC-USD",
                    "buy",
                    "alice buys 0.05 at 50025",
                    "alice/o-1"),
            Row.of(
                    "sell|alice|o-3",
                    NOON.plusSeconds(2),
                    "BTC-USD",
                    "sell",
                    "alice sells 0.02 at 49975",
                    "alice/o-3"),
        };
    }

    private static Row letter(byte[] payload) {
        return Row.of(
                "bus",
                "annotations",
                true,
                true,
                "layer: must be analyst, lancer, buy or sell, was \"gossip\"",
                Base64.getEncoder().encodeToString(payload));
    }

    private static void becomes(TestLab.Running running, String statement, Row... rows)
            throws Exception {
        eventually(SOON, () -> assertThat(running.rows(statement)).containsExactlyInAnyOrder(rows));
    }

    private static Annotation annotation(String text) {
        return Annotation.of(BTC, Market.NOON, Layer.ANALYST, text, "/api/latest/BTC-USD");
    }

    private static Annotation annotationOf(String pair) {
        return Annotation.of(new Pair(pair), Market.NOON, Layer.LANCER, "a text", "somewhere");
    }

    /** As a client writes it that is not ours. */
    private static String ofStranger(String id) {
        return """
        { "layer": "lancer", "colour": [255, 0, 0], "text": "seen before", "id": "%s",
          "time": "2025-03-01T12:00:00Z", "reference": "by hand", "pair": "BTC-USD" }
        """
                .formatted(id);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void send(TestLab lab, Annotation annotation) throws InterruptedException {
        lab.bus()
                .send(
                        Topic.ANNOTATIONS,
                        annotation.pair().name(),
                        AnnotationCodec.encode(annotation));
    }

    private static void send(TestLab lab, Execution execution) throws InterruptedException {
        lab.bus()
                .send(
                        Topic.EXECUTIONS,
                        execution.request().account().name(),
                        ExecutionCodec.encode(execution));
    }

    /** A fund, a buy, one that cannot be paid for, and a sell, as the clearing house makes them. */
    private static List<Execution> executions() {
        var executions = new ArrayList<Execution>();
        var house =
                new ClearingHouse(
                        DatedTerms.STANDARD,
                        _ -> 0,
                        (Settlement settlement) -> executions.add(settlement.execution()));
        house.request(
                new FundRequest(
                        new OrderId("f-1"),
                        ALICE,
                        Market.NOON,
                        new Asset("USD"),
                        new BigDecimal("10000")));
        house.request(order("o-1", "BUY", "0.05000"));
        house.request(order("o-2", "BUY", "1000"));
        house.request(order("o-3", "SELL", "0.02"));
        house.tick(Market.tick("BTC-USD", 1, Market.NOON.plusSeconds(2), "50000"));
        assertThat(executions)
                .extracting(Execution::status)
                .containsExactly(Status.FUNDED, Status.FILLED, Status.REJECTED, Status.FILLED);
        return executions;
    }

    private static OrderRequest order(String id, String side, String quantity) {
        return new OrderRequest(
                new OrderId(id),
                ALICE,
                Market.NOON.plusSeconds(1),
                BTC,
                side,
                new BigDecimal(quantity),
                Remarks.NONE);
    }
}
