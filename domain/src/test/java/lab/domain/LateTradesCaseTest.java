package lab.domain;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lab.domain.candle.CandleBook;
import lab.domain.candle.CandleBook.Outcome;
import lab.domain.repeat.KnownContents;
import lab.domain.repeat.TradeContent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Solves the case of late trades that {@code src/test/oracle/late_trades.py} made and solved. */
class LateTradesCaseTest {
    private CandleBook book = new CandleBook(new Pair("BTC-USD"));
    private KnownContents known = new KnownContents();
    private final Map<String, Candle> candles = new HashMap<>();
    private final List<String> late = new ArrayList<>();

    /** However often it is restored from what it wrote. */
    @ParameterizedTest
    @ValueSource(ints = {1, 13, Integer.MAX_VALUE})
    void is_solved_as_the_other_program_did(int tradesBetweenRestarts) throws IOException {
        int taken = 0;
        for (String[] row : rows("trades.csv")) {
            take(row);
            if (++taken % tradesBetweenRestarts == 0) {
                restart();
            }
        }
        book.advance(Long.MAX_VALUE, this::hear);

        Map<String, Candle> left = new HashMap<>(candles);
        for (String[] row : rows("candles.csv")) {
            Candle candle = requireNonNull(left.remove(row[0] + ' ' + row[1]), row[0] + row[1]);
            assertThat(
                            List.of(
                                    candle.open().toString(),
                                    candle.high().toString(),
                                    candle.low().toString(),
                                    candle.close().toString(),
                                    candle.volume().toPlainString(),
                                    candle.quoteVolume().toPlainString(),
                                    candle.vwap().toPlainString(),
                                    Long.toString(candle.tradeCount())))
                    .as("%s of %s", row[0], row[1])
                    .usingElementComparator(
                            (one, other) -> new BigDecimal(one).compareTo(new BigDecimal(other)))
                    .isEqualTo(List.of(row).subList(2, 10));
        }
        assertThat(left).as("candles that the other has not").isEmpty();
        assertThat(late).isEqualTo(lines("late.csv")).isNotEmpty();
        assertThat(lines("counts.csv"))
                .containsExactly(
                        "repeats," + known.repeats(), "conflicting," + known.contradictions());
    }

    private void take(String[] row) {
        long id = Long.parseLong(row[0]);
        long time = Long.parseLong(row[1]);
        long price = Price.of(row[3]).units();
        long size = Quantity.of(row[4]).units();
        int content = TradeContent.of(time, price, size, Side.valueOf(row[5]));
        Outcome outcome =
                book.add(
                        id,
                        time,
                        row[2].isEmpty() ? time : Long.parseLong(row[2]),
                        price,
                        size,
                        this::hear);
        switch (outcome) {
            case Outcome.Counted() -> known.remember(id, content);
            case Outcome.Late(long lateBy, List<Interval> missed) -> {
                known.remember(id, content);
                String labels =
                        missed.stream().map(Interval::label).collect(Collectors.joining("+"));
                late.add("%d,%d,%s".formatted(id, lateBy, labels));
            }
            case Outcome.Repeated() -> {
                boolean _ = known.contradicts(id, content);
            }
        }
    }

    private void hear(Candle candle) {
        candles.put(candle.interval().label() + ' ' + EventTime.toMicros(candle.start()), candle);
    }

    private void restart() throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        book.write(out);
        known.write(out);
        var in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        book = CandleBook.read(in);
        known = KnownContents.read(in);
    }

    private static List<String[]> rows(String name) throws IOException {
        return lines(name).stream().map(line -> line.split(",", -1)).toList();
    }

    /** Without the header. */
    private static List<String> lines(String name) throws IOException {
        try (var in = LateTradesCaseTest.class.getResourceAsStream("late/" + name)) {
            String text =
                    new String(requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().skip(1).toList();
        }
    }
}
