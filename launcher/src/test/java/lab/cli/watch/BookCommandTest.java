package lab.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lab.cli.LabCommandLine;
import lab.cli.client.ExitCode;
import lab.domain.Pair;
import lab.domain.Side;
import lab.domain.book.BookEntry;
import lab.domain.book.BookView;
import lab.domain.book.OrderBook;
import lab.flink.sql.tables.BookLogTable;
import lab.flink.sql.tables.PastBook;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Ports;
import lab.launcher.tables.Tiers;
import lab.servicekit.http.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Books of the past against those of a program in Python, which the poller's tests use too. */
class BookCommandTest {
    private static final Path GIVEN =
            Path.of("..", "poller", "src", "test", "resources", "lab", "poller", "books");

    /** A frame of that recording comes so long after its time. */
    private static final long BEHIND_MICROS = 20_000;

    @TempDir private Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void a_stopped_lab_has_the_books_of_another_program() throws Exception {
        List<BookEntry> entries = BookLogOnDisk.entries(GIVEN.resolve("feed.ws"));
        new BookLogOnDisk().add(entries).write(new DataDir(folder));
        List<String> all = Files.readAllLines(GIVEN.resolve("books.csv"));
        List<String> rows = all.stream().filter(row -> second(row) % 4 == 0).toList();
        assertThat(rows).hasSizeGreaterThan(12).anyMatch(row -> row.endsWith("unknown"));
        assertThat(rowsOf(rows)).isEqualTo(rows);

        itIsShown(all.getFirst());
        whatIsNotThereIsSaidInOneLine();
    }

    @Test
    void entries_that_came_twice_make_the_same_books() throws Exception {
        List<BookEntry> entries = BookLogOnDisk.entries(GIVEN.resolve("feed.ws"));
        List<BookEntry> twice = new ArrayList<>(entries.subList(0, 1_300));
        twice.addAll(entries.subList(900, entries.size()));
        new BookLogOnDisk().add(twice).write(new DataDir(folder));
        List<String> last = Files.readAllLines(GIVEN.resolve("books.csv"));
        last = last.subList(last.size() - 6, last.size());
        assertThat(rowsOf(last)).isEqualTo(last);
    }

    @Test
    void nothing_is_known_of_the_time_in_which_nobody_listened() throws Exception {
        List<BookEntry> entries = BookLogOnDisk.entries(GIVEN.resolve("feed.ws"));
        Instant stopped = Instant.parse("2025-03-03T12:00:05Z");
        var log = new BookLogOnDisk();
        log.add(entries.stream().filter(entry -> entry.time().isBefore(stopped)).toList());
        BookEntry last = entries.getLast();
        log.add(
                List.of(
                        new BookEntry(
                                new Pair("DOGE-USD"),
                                last.exchange(),
                                last.feed(),
                                OptionalLong.of(9_000),
                                stopped,
                                last.received(),
                                new BookEntry.Lost("the feed was stopped"))));
        log.add(
                entries.stream()
                        .filter(entry -> entry.time().isAfter(stopped.plusSeconds(10)))
                        .toList());
        log.write(new DataDir(folder));
        assertThat(run("DOGE-USD", "--at", "2025-03-03T12:00:04Z")).isEqualTo(ExitCode.DONE);
        assertThat(run("DOGE-USD", "--at", "2025-03-03T12:00:10Z")).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("unknown: the feed was stopped")
                .endsWith("changes" + System.lineSeparator());
    }

    /** The poller's tests look at every one; each asks the table several things here. */
    private static long second(String row) {
        return Long.parseLong(row.substring(0, row.indexOf(',')));
    }

    private void itIsShown(String row) throws Exception {
        assertThat(run("btc/usd", "--at", "2025-03-03T12:00:00.979999Z", "--depth", "2"))
                .isEqualTo(ExitCode.DONE);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "BTC-USD on coinbase at 2025-03-03T12:00:00.979999Z",
                        "mid          59999.995, spread 0.0050 bps",
                        "in 2 of 34 levels",
                        "59999.98   60000.01");
        out.reset();
        assertThat(run("BTC-USD", "--at", "2025-03-03T12:00:00.979999Z", "--json")).isZero();
        JsonNode json = Json.mapper().readTree(out.toByteArray());
        String[] cells = row.split(",", -1);
        assertThat(json.path("bids").path(0).path("price").asText()).isEqualTo(cells[4]);
        assertThat(json.path("bids").path(0).path("size").asText()).isEqualTo(cells[5]);
        assertThat(json.path("bids")).hasSize(10);
        assertThat(json.path("known").asBoolean()).isTrue();
        out.reset();
    }

    private void whatIsNotThereIsSaidInOneLine() {
        assertThat(run("ETH-USD")).isEqualTo(ExitCode.FAILED);
        assertThat(run("BTC-USD", "--at", "2025-03-03T11:00:00Z")).isEqualTo(ExitCode.FAILED);
        assertThat(run("BTC-USD", "--at", "2025-03-04T00:00:00Z")).isEqualTo(ExitCode.FAILED);
        assertThat(run("BTC-USD", "--depth", "0")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .hasSize(4)
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .contains("ETH-USD")
                                        .endsWith("BTC-USD, DOGE-USD, SKL-BTC"),
                        line ->
                                assertThat(line)
                                        .contains("2025-03-03T12:00:00.010Z to 2025-03-03T12:00:2"),
                        line -> assertThat(line).endsWith("was 2025-03-04T00:00:00Z"),
                        line -> assertThat(line).contains("--depth: it must be at least 1"));
    }

    @Test
    void a_lab_without_books_says_so() {
        assertThat(run("BTC-USD")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("its cold tier must hold order books, holds none")
                .hasLineCount(1);
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("book", "--data", folder.toString()));
        all.addAll(List.of(arguments));
        return new LabCommandLine(
                        InstantSource.system(), new PrintStream(out), new PrintStream(err))
                .run(all.toArray(String[]::new));
    }

    /** The same seconds and pairs, of the log. */
    private List<String> rowsOf(List<String> rows) throws Exception {
        BookLogTable log =
                BookLogTable.of(Tiers.ofMarket(new DataDir(folder), new Ports(0))).orElseThrow();
        Instant newest =
                log.spans().values().stream()
                        .map(BookLogTable.Span::to)
                        .min(Instant::compareTo)
                        .orElseThrow();
        List<String> found = new ArrayList<>();
        for (String row : rows) {
            String[] cells = row.split(",", -1);
            Instant end =
                    Instant.ofEpochSecond(Long.parseLong(cells[0]) + 1)
                            .minusNanos((BEHIND_MICROS + 1) * 1_000);
            Optional<Instant> at = end.isAfter(newest) ? Optional.empty() : Optional.of(end);
            PastBook book = PastBook.at(log, new Pair(cells[1]), at).orElseThrow();
            found.add(
                    "%s,%s,%s"
                            .formatted(
                                    cells[0],
                                    cells[1],
                                    switch (book.view()) {
                                        case BookView.Known(var known) -> row(known);
                                        case BookView.Unknown _ -> "unknown";
                                    }));
        }
        return found;
    }

    private static String row(OrderBook book) throws Exception {
        List<String> cells = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (Side side : Side.values()) {
            cells.add(Integer.toString(book.levels(side)));
        }
        for (Side side : Side.values()) {
            book.top(side, Integer.MAX_VALUE)
                    .forEach(level -> lines.add(level.price() + " " + level.size()));
            cells.add(book.best(side).map(level -> level.price().toString()).orElse("0"));
            cells.add(book.best(side).map(level -> level.size().toString()).orElse("0"));
        }
        byte[] digest =
                MessageDigest.getInstance("SHA-256")
                        .digest(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        cells.add(HexFormat.of().formatHex(digest, 0, 8));
        return String.join(",", cells);
    }
}
