package lab.lancer.warm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvCandlesTest {
    private static final String HEADER = "timestamp,open,high,low,close,volume\n";
    private static final Instant START = Instant.parse("2022-01-01T00:01:00Z");

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2022-01-01 00:01:00.000000",
                "2022-01-01 00:01:00",
                "2022-01-01T00:01:00Z",
                "2022-01-01T00:01:00.000Z",
                "2022-01-01 00:01:00+00:00",
                "2022-01-01T00:01",
                "1640995260",
                "1640995260000"
            })
    void a_minute_may_be_written_in_many_ways(String time) throws Exception {
        assertThat(read(HEADER + time + ",1.5,2,1,1.25,10\n"))
                .singleElement()
                .isInstanceOfSatisfying(
                        CsvCandles.Read.Candle.class,
                        read -> {
                            assertThat(read.candle().start()).isEqualTo(START);
                            assertThat(read.candle().close()).isEqualByComparingTo("1.25");
                        });
    }

    @Test
    void columns_are_found_by_their_names() throws Exception {
        assertThat(read("volume,Close,x,low,high,open,time\r\n9,4,,1,5,2,2022-01-01T00:01:00Z\r\n"))
                .singleElement()
                .isInstanceOfSatisfying(
                        CsvCandles.Read.Candle.class,
                        read -> {
                            assertThat(read.candle().open()).isEqualByComparingTo("2");
                            assertThat(read.candle().volume()).isEqualByComparingTo("9");
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday,1,1,1,1,1",
                "2022-01-01T00:01:30Z,1,1,1,1,1",
                "2022-01-01T00:01:00Z,1,1,1,nothing,1",
                "2022-01-01T00:01:00Z,1,1,1,-1,1",
                "2022-01-01T00:01:00Z,1,1,1,0,1",
                "2022-01-01T00:01:00Z,1,1,1,1e20,1",
                "2022-01-01T00:01:00Z,1,1,1,1,-1",
                "2022-01-01T00:01:00Z,1,1"
            })
    void a_line_that_is_no_candle_is_told_by_its_number(String line) throws Exception {
        assertThat(read(HEADER + "\n" + line + "\n2022-01-01T00:02:00Z,1,1,1,1,1\n"))
                .hasSize(2)
                .first()
                .isInstanceOfSatisfying(
                        CsvCandles.Read.Junk.class,
                        junk -> assertThat(junk.reason()).contains("line 3"));
    }

    @Test
    void a_file_without_a_column_is_refused() {
        assertThatThrownBy(() -> read("timestamp,open,high,low,volume\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must name a column close");
        assertThatThrownBy(() -> read("")).hasMessageContaining("timestamp");
    }

    private List<CsvCandles.Read> read(String text) throws IOException {
        Path file = folder.resolve("candles.csv.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        Path plain = folder.resolve("candles.csv");
        Files.writeString(plain, text);
        List<CsvCandles.Read> packed = readFile(file);
        assertThat(readFile(plain)).hasSameSizeAs(packed);
        return packed;
    }

    private static List<CsvCandles.Read> readFile(Path file) throws IOException {
        List<CsvCandles.Read> all = new ArrayList<>();
        try (CsvCandles candles = CsvCandles.open(file)) {
            for (Optional<CsvCandles.Read> next = candles.next();
                    next.isPresent();
                    next = candles.next()) {
                all.add(next.get());
            }
        }
        return all;
    }
}
