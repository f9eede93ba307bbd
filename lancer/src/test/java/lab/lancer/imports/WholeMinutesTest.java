package lab.lancer.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files, however short, whose candles are of another length than a minute; and rows that are cut.
 */
class WholeMinutesTest {
    private static final String HEADER = "timestamp,open,high,low,close,volume\n";
    private static final MadeMarket MARKET = MadeMarket.ofMinutes(12);

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({"3, 60, 1h", "5, 60, 1h", "3, 1440, 1d", "7, 1440, 1d", "4, 15, 15m", "6, 5, 5m"})
    void a_short_file_on_a_coarse_step_is_refused(int count, int minutes, String name)
            throws Exception {
        String text = HEADER + rows(MadeMarket.of(count, minutes * 60));
        assertThat(read(text).tally().refusal().orElseThrow()).contains("are " + name + " apart");
        Path file = folder.resolve("file");
        var said = new ReadAs(Optional.empty(), false, true);
        assertThat(ReadFile.of(file, said).lines()).hasSize(count);
    }

    @ParameterizedTest
    @CsvSource({"2, 60", "2, 1440", "9, 2", "4, 5"})
    void a_few_rows_that_may_lie_so_by_chance_are_taken(int count, int minutes) throws Exception {
        assertThat(read(HEADER + rows(MadeMarket.of(count, minutes * 60))).lines()).hasSize(count);
    }

    @ParameterizedTest
    @CsvSource({"5, 1", "4, 15", "20, 30", "3, 5", "60, 30"})
    void candles_of_seconds_are_refused_however_few(int count, int seconds) throws Exception {
        ReadFile read = read(HEADER + rows(MadeMarket.of(count, seconds)));
        assertThat(read.tally().refusal().orElseThrow()).contains("most begin within one");
        assertThat(read.candles()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"5m", "1h", "H1", "M5", "15min", "1 day", "D", "3600", "5", "1MIN5", "30T"})
    void a_row_may_say_its_interval(String interval) throws Exception {
        boolean isOther = !interval.equals("1MIN5"); // a word of somebody's own
        String rows =
                MARKET.rows(it ->
                        "%s,%d,%s"
                                .formatted(
                                        it.second() % 120 == 0 ? "1m" : interval,
                                        it.second(),
                                        it.ohlcv()));
        ReadFile read = read("interval," + HEADER + rows);
        assertThat(read.lines()).hasSize(isOther ? 6 : 12);
        assertThat(read.refusals())
                .allMatch(
                        told -> told.contains("interval: must be of one minute, is \"" + interval));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1m",
                "1min",
                "1 minute",
                "M1",
                "60",
                "60s",
                "1",
                "PT1M",
                "1T",
                "1MIN",
                "60000"
            })
    void a_minute_has_many_names(String interval) throws Exception {
        String rows = MARKET.rows(it -> "%s,%d,%s".formatted(interval, it.second(), it.ohlcv()));
        assertThat(read("timeframe," + HEADER + rows).lines()).isEqualTo(MARKET.lines());
    }

    @Test
    void rows_of_another_exchange_are_refused() throws Exception {
        String rows =
                MARKET.rows(it ->
                        "%s,%d,%s"
                                .formatted(
                                        it.second() % 120 == 0 ? "kraken" : "okx",
                                        it.second(),
                                        it.ohlcv()));
        ReadFile read = read("exchange," + HEADER + rows);
        assertThat(read.lines()).hasSize(6);
        assertThat(read.refusals())
                .hasSize(6)
                .allMatch(told -> told.contains("exchange: must be kraken as in the first row"));
    }

    @ParameterizedTest
    @CsvSource({
        "ETHUSDT-1m-2025-01.csv, false",
        "Bitstamp_ETHUSD_minute.csv, false",
        "XBTEUR_1.csv, false",
        "BTCUSDT-1m-2025-01.csv, true",
        "XBTUSD_1.csv, true",
        "btc-1m-2022-01.csv, true",
        "eth.csv, true"
    })
    void a_files_name_may_say_its_market(String name, boolean isTaken) throws Exception {
        Path file = folder.resolve(name);
        Files.writeString(file, HEADER + rows(MARKET));
        Optional<String> refusal = ReadFile.of(file).tally().refusal();
        assertThat(refusal.isEmpty()).isEqualTo(isTaken);
        assertThat(refusal.orElse("its name must be of BTC-USD"))
                .contains("its name must be of BTC-USD");
    }

    @Test
    void a_last_line_without_an_end_is_whole_or_refused() throws Exception {
        String text = HEADER + rows(MARKET);
        String whole = text.strip();
        assertThat(read(whole).lines()).isEqualTo(MARKET.lines());
        int lastLine = whole.lastIndexOf('\n') + 1;
        // Within the last number's digits too: all others have five places
        for (int end = lastLine + 1; end < whole.length(); end++) {
            ReadFile read = read(whole.substring(0, end));
            assertThat(read.lines())
                    .as(whole.substring(lastLine, end))
                    .isEqualTo(MARKET.lines().subList(0, 11));
            assertThat(read.tally().rows()).isEqualTo(12);
            assertThat(read.refusals())
                    .singleElement()
                    .asString()
                    .contains("line 13: the file ends within this line");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1738368180,1,1,1,1,5   | false
                    1738368180,1,1,1,1,5.  | false
                    1738368180,1,1,1,1,5.0 | true
                    1738368180,1,1,1,1,"5" | true
                    1738368180,1,1,1,1,    | false
                    1738368180,1,1,1,1     | false
                    """,
            quoteCharacter = '\0')
    void what_all_lines_above_end_with_the_last_one_must_have(String last, boolean isTaken)
            throws Exception {
        String text =
                HEADER
                        + "1738368000,1,1,1,1,3.25\n"
                        + "1738368060,1,1,1,1,4.0\n"
                        + "1738368120,1,1,1,1,12.125\n";
        assertThat(read(text + last).lines()).hasSize(isTaken ? 4 : 3);
        assertThat(read(text + last + "\n").lines())
                .as("a line that has its end is whole")
                .hasSize(last.endsWith(",1") || last.endsWith(",") ? 3 : 4);
    }

    @Test
    void numbers_of_any_length_leave_a_doubt_that_is_told() throws Exception {
        Path file = folder.resolve("file");
        String text =
                HEADER
                        + "1738368000,1,1,1,1,3.25\n1738368060,1,1,1,1,4.125\n1738368120,1,1,1,1,5.1";
        Files.writeString(file, text);
        assertThat(remark(file).orElseThrow()).contains("its last line has no line end");
        Files.writeString(file, text + "\n");
        assertThat(remark(file)).isEmpty();
    }

    private static Optional<String> remark(Path file) throws Exception {
        try (CandleFile opened =
                CandleFile.open(file, ReadFile.BTC, ReadAs.IT_LOOKS, ReadFile.NOW)) {
            opened.read(
                    candle -> {},
                    new ImportListener() {
                        @Override
                        public void refused(String message) {
                            throw new AssertionError(message);
                        }

                        @Override
                        public void progress(long rows, java.time.Instant at) {
                            // Not asked for
                        }
                    });
            return opened.remark();
        }
    }

    private static String rows(MadeMarket market) {
        return market.rows(it -> it.second() + "," + it.ohlcv());
    }

    private ReadFile read(String text) throws Exception {
        Path file = folder.resolve("file");
        Files.writeString(file, text);
        return ReadFile.of(file);
    }
}
