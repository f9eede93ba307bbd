package lab.poller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lab.domain.DeadLetter;
import lab.domain.book.BookEntry;
import lab.poller.books.BookCounts;
import lab.poller.books.BookHealth;
import lab.poller.feed.Speed;
import lab.poller.playback.RecordingFeed;
import lab.poller.position.FeedPosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Books of Coinbase's recordings, against those of {@code src/test/oracle/coinbase_books.py}. */
class CoinbaseBooksTest {
    private static final Path OWN =
            Path.of("src", "test", "resources", "lab", "poller", "books", "feed.ws");
    private static final Path CAPTURE =
            Path.of("..", "..", "shared", "data", "coinbase-feed-2021-04-17.ws.gz");
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir Path folder;

    @Test
    void a_recording_gives_the_books_of_another_program_at_every_second() throws Exception {
        List<String> expected = Files.readAllLines(OWN.resolveSibling("books.csv"));
        assertThat(expected).anyMatch(row -> row.endsWith("unknown"));
        assertThat(BookRows.of(feed(OWN))).isEqualTo(expected);
        assertThat(LoggedBooks.of(feed(OWN))).isEqualTo(expected);
        if (hasCaptureAndPython()) {
            soDoesACaptureOfTheExchange();
        }
    }

    /** Nobody else may have it, so it proves more where it is and nothing is skipped without. */
    private static void soDoesACaptureOfTheExchange() throws Exception {
        var python =
                new ProcessBuilder(
                                "python3",
                                "src/test/oracle/coinbase_books.py",
                                "print",
                                CAPTURE.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        List<String> expected = new ArrayList<>();
        try (var out =
                new BufferedReader(
                        new InputStreamReader(python.getInputStream(), StandardCharsets.UTF_8))) {
            out.lines().forEach(expected::add);
        }
        assertThat(python.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(expected).hasSizeGreaterThan(250).noneMatch(row -> row.endsWith("unknown"));
        assertThat(BookRows.of(feed(CAPTURE))).isEqualTo(expected);
        assertThat(LoggedBooks.of(feed(CAPTURE))).isEqualTo(expected);
    }

    private static boolean hasCaptureAndPython() {
        return Files.exists(CAPTURE)
                && Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "python3")));
    }

    @Test
    void what_became_of_books_is_counted_and_a_frame_that_broke_one_is_a_dead_letter()
            throws Exception {
        var run = new FeedRun(feed(OWN), new RecordingSink(), FeedPosition.beginning());
        assertThat(run.take(Integer.MAX_VALUE)).isTrue();
        BookCounts counts = run.books().counts();
        assertThat(counts.snapshots.sum()).isEqualTo(10);
        assertThat(counts.losses.sum()).isEqualTo(2);
        assertThat(counts.mismatches.sum()).isEqualTo(1);
        assertThat(counts.unused.sum()).isGreaterThan(100);
        assertThat(counts.changes.sum() + counts.unused.sum())
                .isEqualTo(run.counts().frames.sum() - counts.snapshots.sum() - 2);
        assertThat(run.books().health()).isEqualTo(new BookHealth(3, 3, Optional.empty()));
        assertThat(run.sink().deadLetters())
                .extracting(DeadLetter::reason)
                .as("the second found the book unknown already")
                .containsExactly("size: must be a decimal, was \"1e3\"");
        assertThat(run.sink().messages())
                .filteredOn(message -> !message.startsWith("books "))
                .as("books move no time and name no pair")
                .hasSize(1);
    }

    @Test
    void what_is_not_known_of_a_book_stands_in_its_log() throws Exception {
        var run = new FeedRun(feed(OWN), new RecordingSink(), FeedPosition.beginning());
        assertThat(run.take(Integer.MAX_VALUE)).isTrue();
        assertThat(run.counts().bookMessages.sum()).isEqualTo(run.sink().books().size());
        assertThat(run.sink().books())
                .filteredOn(entry -> entry.said() instanceof BookEntry.Lost)
                .extracting(entry -> entry.pair() + ": " + entry.said())
                .containsExactly(
                        "BTC-USD: Lost[reason=size: must be a decimal, was \"1e3\"]",
                        "BTC-USD: Lost[reason=side: must be buy or sell, was \"hold\"]");
    }

    @Test
    void a_feed_that_goes_on_repeats_nothing_and_loses_nothing_of_the_log() throws Exception {
        var whole = new FeedRun(feed(OWN), new RecordingSink(), FeedPosition.beginning());
        assertThat(whole.take(Integer.MAX_VALUE)).isTrue();
        var first = new FeedRun(feed(OWN), new RecordingSink(), FeedPosition.beginning());
        assertThat(first.take(1_000)).isFalse();
        var second = new FeedRun(feed(OWN), first.sink(), first.position());
        assertThat(second.take(Integer.MAX_VALUE)).isTrue();
        assertThat(first.sink().books()).isEqualTo(whole.sink().books());
    }

    @Test
    void a_book_that_is_unknown_says_why() throws Exception {
        List<String> lines = Files.readAllLines(OWN).subList(0, 560);
        var run =
                new FeedRun(
                        feed(Files.write(folder.resolve("cut.ws"), lines)),
                        new RecordingSink(),
                        FeedPosition.beginning());
        assertThat(run.take(Integer.MAX_VALUE)).isTrue();
        assertThat(run.books().health())
                .isEqualTo(
                        new BookHealth(
                                3,
                                2,
                                Optional.of(
                                        "DOGE-USD: crossed: the best bid 0.175 must be below the best ask 0.17001")));
    }

    @Test
    void a_line_that_cannot_be_read_may_have_been_of_any_book() throws Exception {
        List<String> lines = new ArrayList<>(Files.readAllLines(OWN).subList(0, 100));
        for (String line : List.of("no time: {}", "1741003200.9: {\"type\":\"l2upd")) {
            lines.add(line);
            var run =
                    new FeedRun(
                            feed(Files.write(folder.resolve("garbage.ws"), lines)),
                            new RecordingSink(),
                            FeedPosition.beginning());
            assertThat(run.take(Integer.MAX_VALUE)).isTrue();
            assertThat(run.books().counts().losses.sum()).isEqualTo(3);
            assertThat(run.books().health().inStep()).isZero();
            assertThat(run.sink().books().reversed().subList(0, 3))
                    .allMatch(entry -> entry.said() instanceof BookEntry.Lost)
                    .extracting(entry -> entry.pair().name())
                    .containsExactly("SKL-BTC", "DOGE-USD", "BTC-USD");
            lines.removeLast();
        }
    }

    private static RecordingFeed feed(Path file) throws Exception {
        return new RecordingFeed(file, Speed.MAX, CLOCK);
    }
}
