package lab.poller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.domain.Pair;
import lab.domain.book.BookEntry;
import lab.domain.book.BookFeatures;
import lab.domain.book.BookTop;
import lab.domain.book.FeatureBook;
import lab.poller.feed.Speed;
import lab.poller.playback.RecordingFeed;
import org.junit.jupiter.api.Test;

/** Features of recorded books, against those of {@code src/test/oracle/book_features.py}. */
class BookFeaturesTest {
    private static final Path OWN =
            Path.of("src", "test", "resources", "lab", "poller", "books", "feed.ws");
    private static final Path CAPTURE =
            Path.of("..", "..", "shared", "data", "coinbase-feed-2021-04-17.ws.gz");
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

    @Test
    void a_recording_gives_the_features_of_another_program() throws Exception {
        List<String> expected = Files.readAllLines(OWN.resolveSibling("features.csv"));
        assertThat(expected).anyMatch(row -> row.endsWith("unknown"));
        assertThat(rows(OWN, Integer.MAX_VALUE)).isEqualTo(expected);
        assertThat(rows(OWN, 7)).as("put away and taken up again").isEqualTo(expected);
        if (Files.exists(CAPTURE) && hasPython()) {
            List<String> ofCapture = python(CAPTURE);
            assertThat(ofCapture).hasSizeGreaterThan(200).noneMatch(row -> row.endsWith("unknown"));
            assertThat(rows(CAPTURE, 2_000)).isEqualTo(ofCapture);
        }
    }

    /**
     * The last word on each window; books are put away and taken up again every so many entries.
     */
    private static List<String> rows(Path recording, int kept) throws Exception {
        Map<Pair, FeatureBook> books = new TreeMap<>();
        Map<String, String> told = new TreeMap<>();
        int count = 0;
        for (BookEntry entry : FeedRun.all(feed(recording)).books()) {
            FeatureBook book = books.computeIfAbsent(entry.pair(), FeatureBook::new);
            book.take(entry, features -> tell(features, told));
            if (++count % kept == 0) {
                book.tellOpen(features -> tell(features, told));
                books.put(entry.pair(), copy(book));
            }
        }
        books.values().forEach(book -> book.tellOpen(features -> tell(features, told)));
        return told.entrySet().stream().map(each -> each.getKey() + "," + each.getValue()).toList();
    }

    private static void tell(BookFeatures features, Map<String, String> told) {
        told.put(
                String.join(
                        ",",
                        features.pair().name(),
                        features.resolution().label(),
                        features.start().toString()),
                switch (features.said()) {
                    case BookFeatures.Said.Unknown _ -> "unknown";
                    case BookFeatures.Said.Known(var top) -> text(top);
                });
    }

    private static String text(BookTop top) {
        return Stream.of(
                        top.bid().toBigDecimal(),
                        top.ask().toBigDecimal(),
                        top.mid(),
                        top.microprice(),
                        top.spreadBps(),
                        top.near().bids(),
                        top.near().asks(),
                        top.near().imbalance(),
                        top.far().bids(),
                        top.far().asks(),
                        top.far().imbalance())
                .map(BookFeaturesTest::plain)
                .collect(Collectors.joining(","));
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static FeatureBook copy(FeatureBook book) throws IOException {
        var bytes = new ByteArrayOutputStream();
        book.write(new DataOutputStream(bytes));
        return FeatureBook.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    private static List<String> python(Path recording) throws Exception {
        Process python =
                new ProcessBuilder(
                                "python3", "src/test/oracle/book_features.py", recording.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        List<String> rows = new ArrayList<>();
        try (var out =
                new BufferedReader(
                        new InputStreamReader(python.getInputStream(), StandardCharsets.UTF_8))) {
            out.lines().forEach(rows::add);
        }
        assertThat(python.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return rows;
    }

    private static boolean hasPython() {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "python3")));
    }

    private static RecordingFeed feed(Path file) throws Exception {
        return new RecordingFeed(file, Speed.MAX, CLOCK);
    }
}
