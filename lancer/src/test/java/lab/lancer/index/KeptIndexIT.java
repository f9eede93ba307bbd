package lab.lancer.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lab.domain.Pair;
import lab.lancer.pattern.Answer;
import lab.lancer.pattern.CandleClose;
import lab.lancer.pattern.Market;
import lab.lancer.pattern.PatternRules;
import lab.lancer.pattern.Series;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lance.Dataset;
import org.lance.WriteParams;

/**
 * Indexes that other versions left. {@code -Dgolden.update} makes the one of today's format if
 * there is none; those of formats that were are never made again.
 */
class KeptIndexIT {
    private static final Path KEPT = Path.of("src/test/resources/kept/index-1");
    private static final Pair BTC = new Pair("BTC-USD");
    private static final List<CandleClose> CANDLES = Market.minutes(300, 5);
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir private Path folder;

    @BeforeAll
    static void make() throws Exception {
        if (Boolean.getBoolean("golden.update") && !Files.exists(KEPT)) {
            try (PatternIndex index = PatternIndex.open(IndexConfig.of(KEPT), CLOCK)) {
                index.apply(PatternIndexIT.whole(1, CANDLES));
                index.fillBests(Integer.MAX_VALUE);
                index.flush();
            }
            Files.delete(KEPT.resolve("lock"));
        }
    }

    @Test
    void an_index_of_format_1_is_used_as_it_is() throws Exception {
        copy(KEPT, folder);
        try (PatternIndex kept = PatternIndex.open(IndexConfig.of(folder), CLOCK);
                PatternIndex anew =
                        PatternIndex.open(IndexConfig.of(folder.resolve("anew")), CLOCK)) {
            anew.apply(PatternIndexIT.whole(1, CANDLES));
            Answer answer = kept.newest(BTC).orElseThrow();
            assertThat(answer).isEqualTo(anew.newest(BTC).orElseThrow());
            assertThat(kept.series(BTC).orElseThrow().minutes())
                    .containsExactlyElementsOf(CANDLES.stream().map(CandleClose::minute).toList());
            assertThat(kept.missingBests()).isZero();
            kept.apply(PatternIndexIT.whole(1, CANDLES));
            assertThat(kept.flush()).as("there is nothing to write").isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"tidemark.format, 2", "tidemark.format, ''", "tidemark.volatility-min-pct, 0.5"})
    void an_index_of_another_format_is_made_anew_and_never_read(String key, String value)
            throws Exception {
        IndexConfig config = IndexConfig.of(folder);
        Path dataset = config.pairs().resolve("BTC-USD.lance");
        writeOther(dataset, key, value);
        try (PatternIndex index = PatternIndex.open(config, CLOCK)) {
            assertThat(index.has(BTC)).isFalse();
            index.apply(PatternIndexIT.whole(1, CANDLES));
            assertThat(index.flush()).isEqualTo(1);
        }
        try (PatternIndex index = PatternIndex.open(config, CLOCK)) {
            assertThat(index.series(BTC).orElseThrow().candles()).isEqualTo(CANDLES.size());
        }
    }

    /** Other candles, in a dataset whose metadata say something else. */
    private static void writeOther(Path dataset, String key, String value) throws Exception {
        Schema schema = RowSchema.of(PatternRules.STANDARD);
        Map<String, String> metadata = new HashMap<>(schema.getCustomMetadata());
        if (value.isEmpty()) {
            metadata.remove(key);
        } else {
            metadata.put(key, value);
        }
        Series series = Series.empty(PatternRules.STANDARD).with(Market.minutes(200, 6));
        Files.createDirectories(dataset.getParent());
        try (var lance = new Lance();
                var reader =
                        new RowBatches(
                                lance.allocator(),
                                new Schema(schema.getFields(), metadata),
                                series.rows().iterator());
                Dataset written =
                        Dataset.write()
                                .allocator(lance.allocator())
                                .reader(reader)
                                .uri(dataset.toString())
                                .mode(WriteParams.WriteMode.CREATE)
                                .session(lance.session())
                                .execute()) {
            assertThat(RowSchema.misfit(written.getSchema(), PatternRules.STANDARD).orElseThrow())
                    .startsWith(key + " must be ");
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                Files.createDirectories(target.getParent());
                Files.copy(path, target);
            }
        }
    }
}
