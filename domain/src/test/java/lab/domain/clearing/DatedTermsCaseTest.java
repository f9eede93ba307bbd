package lab.domain.clearing;

import static java.util.Objects.requireNonNull;
import static lab.domain.clearing.Cases.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.domain.Asset;
import lab.domain.EventTime;
import lab.domain.OrderId;
import lab.domain.Tick;
import lab.domain.clearing.house.ClearingHouse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Solves the worked case that {@code src/test/oracle/dated_terms.py} made and solved. */
class DatedTermsCaseTest {
    private static final long START = EventTime.toMicros(NOON);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 1_000})
    void is_solved_as_the_other_program_did_however_the_logs_are_read(int ticksAtATime)
            throws IOException {
        List<String> found = new ArrayList<>();
        var house = new ClearingHouse(terms(), _ -> 0, it -> found.add(line(it.execution())));
        List<String[]> ticks = rows("ticks.csv");
        int next = 0;
        for (String[] request : rows("requests.csv")) {
            house.request(request(request), at(request[3]));
            for (int i = 0; i < ticksAtATime && next < ticks.size(); i++) {
                tick(ticks.get(next++), house);
            }
        }
        while (next < ticks.size()) {
            tick(ticks.get(next++), house);
        }
        house.stampsPassed(at("1000000000000"));
        house.advanceTo(Instant.MAX);
        assertThat(found)
                .isEqualTo(
                        rows("executions.csv").stream().map(it -> String.join(",", it)).toList());
        assertThat("expired," + house.expired() + " repeat," + house.repeats())
                .isEqualTo(
                        String.join(
                                " ",
                                rows("counts.csv").stream()
                                        .map(it -> String.join(",", it))
                                        .toList()));
    }

    private static DatedTerms terms() throws IOException {
        DatedTerms terms = DatedTerms.STANDARD;
        for (String[] row : rows("changes.csv")) {
            terms =
                    terms.with(
                            new TermsChange(
                                    at(row[3]),
                                    at(row[4]),
                                    ClearingTerms.STANDARD.with(
                                            new BigDecimal(row[0]),
                                            new BigDecimal(row[1]),
                                            Duration.ofMillis(Long.parseLong(row[2])))));
        }
        return terms;
    }

    private static Request request(String[] row) {
        return row[1].equals("fund")
                ? new FundRequest(
                        new OrderId(row[0]),
                        Cases.ALICE,
                        at(row[2]),
                        new Asset(row[4]),
                        new BigDecimal(row[5]))
                : Cases.order(row[0], row[1], row[5], at(row[2]));
    }

    /** The bus takes each tick when it happens. */
    private static void tick(String[] row, ClearingHouse house) {
        Tick tick = Cases.tick(Cases.BTC, Long.parseLong(row[0]), at(row[1]), row[2], row[3]);
        house.tick(tick, at(row[1]));
    }

    private static Instant at(String micros) {
        return EventTime.ofMicros(START + Long.parseLong(micros));
    }

    private static String line(Execution execution) {
        Optional<Fill> fill = execution.fill();
        ClearingTerms terms = execution.terms();
        return String.join(
                ",",
                execution.request().orderId().text(),
                execution.status().name(),
                execution.reason().map(Enum::name).orElse(""),
                fill.map(it -> it.price().toPlainString()).orElse(""),
                fill.map(it -> it.notional().toPlainString()).orElse(""),
                fill.map(it -> it.fee().toPlainString()).orElse(""),
                execution.cash().toPlainString(),
                terms.slippage().toPlainString(),
                terms.feeRate().toPlainString(),
                Long.toString(terms.quoteWait().toMillis()));
    }

    private static List<String[]> rows(String name) throws IOException {
        try (var in =
                requireNonNull(
                        DatedTermsCaseTest.class.getResourceAsStream("terms/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(",", -1))
                    .toList();
        }
    }
}
