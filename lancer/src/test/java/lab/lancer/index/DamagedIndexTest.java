package lab.lancer.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import lab.domain.Pair;
import lab.lancer.pattern.CandleClose;
import lab.lancer.pattern.Market;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever happens to the files of an index, it is used as it was or made anew. Lance's native code
 * ends the process over some of this; then this test does not come to an end.
 */
class DamagedIndexTest {
    private static final Pair BTC = new Pair("BTC-USD");
    private static final InstantSource CLOCK = InstantSource.system();
    private static final List<CandleClose> CANDLES = Market.minutes(200, 5);

    @TempDir private Path folder;

    enum Damage {
        EMPTIED,
        CUT,
        ZEROED,
        GARBLED_BEGINNING,
        GARBLED_MIDDLE,
        GARBLED_END,
        ONE_BIT
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void an_index_of_which_a_file_is_damaged_is_made_anew(Damage damage) throws Exception {
        int files = written(folder.resolve("whole")).size();
        for (int i = 0; i < files; i++) {
            Path each = folder.resolve("damaged-" + i);
            List<Path> written = written(each);
            damage(damage, written.get(i));
            try (PatternIndex index = PatternIndex.open(IndexConfig.of(each), CLOCK)) {
                assertThat(index.has(BTC)).as("%s is believed", written.get(i)).isFalse();
                index.apply(PatternIndexIT.whole(1, CANDLES));
                index.flush();
            }
            try (PatternIndex index = PatternIndex.open(IndexConfig.of(each), CLOCK)) {
                assertThat(index.series(BTC).orElseThrow().candles()).isEqualTo(CANDLES.size());
            }
        }
    }

    @Test
    void what_a_kill_kept_from_being_noted_is_no_damage() throws Exception {
        written(folder);
        Files.delete(folder.resolve("pairs/BTC-USD.lance.sums"));
        try (PatternIndex index = PatternIndex.open(IndexConfig.of(folder), CLOCK)) {
            assertThat(index.series(BTC).orElseThrow().candles()).isEqualTo(CANDLES.size());
        }
    }

    /** Writes an index; gives the files that Lance reads of it. */
    private static List<Path> written(Path folder) throws Exception {
        IndexConfig config = IndexConfig.of(folder);
        try (PatternIndex index = PatternIndex.open(config, CLOCK)) {
            index.apply(PatternIndexIT.whole(1, CANDLES.subList(0, 150)));
            index.flush();
            index.apply(PatternIndexIT.whole(1, CANDLES));
            index.flush();
        }
        Path dataset = config.pairs().resolve("BTC-USD.lance");
        try (Stream<Path> found = Files.walk(dataset)) {
            return found.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(manifest|lance)"))
                    .sorted()
                    .toList();
        }
    }

    private static void damage(Damage damage, Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        var random = new Random(7);
        byte[] garbage = new byte[Math.min(100, bytes.length / 3)];
        random.nextBytes(garbage);
        switch (damage) {
            case EMPTIED -> bytes = new byte[0];
            case CUT -> bytes = Arrays.copyOf(bytes, bytes.length / 2);
            case ZEROED -> Arrays.fill(bytes, (byte) 0);
            case GARBLED_BEGINNING -> System.arraycopy(garbage, 0, bytes, 0, garbage.length);
            case GARBLED_MIDDLE ->
                    System.arraycopy(garbage, 0, bytes, bytes.length / 2, garbage.length);
            case GARBLED_END ->
                    System.arraycopy(
                            garbage, 0, bytes, bytes.length - garbage.length, garbage.length);
            case ONE_BIT -> bytes[bytes.length / 2] ^= 16;
        }
        Files.write(file, bytes);
    }
}
