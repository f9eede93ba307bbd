package lab.analyst.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import lab.analyst.check.Verdict;
import lab.analyst.facts.Fact;
import lab.analyst.facts.Patterns;
import lab.analyst.facts.Trend;
import lab.analyst.facts.Unit;
import lab.powerloss.PowerLossFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
    private static final Instant TIME = Instant.parse("2026-03-02T10:05:00Z");

    @TempDir private Path folder;

    private static Comment comment(String pair, Instant time, Comment.Occasion occasion) {
        return new Comment(
                pair,
                "The price is 0.08712.",
                time.getEpochSecond(),
                time,
                occasion,
                "ollama",
                "llama3.1:8b",
                Optional.of("46e0c10c"),
                "Bullish",
                Optional.of(new BigDecimal("0.6")),
                List.of("price"),
                Verdict.ACCEPTED,
                List.of(),
                false,
                Optional.empty(),
                new Trend(
                        new BigDecimal("0.08712"),
                        Optional.empty(),
                        Optional.empty(),
                        new BigDecimal("0.08713"),
                        new BigDecimal("0.0871"),
                        new BigDecimal("0.01"),
                        "unknown"),
                Optional.of(
                        new Patterns.Match(
                                time, time, new BigDecimal("0.4"), new BigDecimal("-0.2"))),
                List.of(new Fact("price", "price now", "0.08712", Unit.PRICE)),
                time,
                7,
                "k");
    }

    private static Comment comment(String pair, int minutes) {
        return comment(pair, TIME.plusSeconds(60L * minutes), Comment.Occasion.CYCLE);
    }

    private static StoredAnswer answer(String key, String raw) {
        return new StoredAnswer(
                key,
                "ollama",
                "llama3.1:8b",
                Optional.of("d"),
                "system",
                "user",
                raw,
                12,
                Optional.empty());
    }

    private Path file() {
        return folder.resolve(Journal.FILE);
    }

    @Test
    void what_was_written_is_there_after_a_restart() throws Exception {
        try (var journal = Journal.open(folder)) {
            journal.begin(TIME);
            journal.add(answer("k1", "{\"a\":\"line\\nbreak ü\"}"), comment("BTC-USD", 0));
            journal.add(comment("BTC-USD", 5));
            journal.add(comment("DOGE-USD", 0));
        }
        try (var journal = Journal.open(folder)) {
            assertThat(journal.begin()).contains(TIME);
            assertThat(journal.answer("k1")).contains(answer("k1", "{\"a\":\"line\\nbreak ü\"}"));
            assertThat(journal.answer("k2")).isEmpty();
            assertThat(journal.newest("BTC-USD")).contains(comment("BTC-USD", 5));
            assertThat(journal.asOf("BTC-USD", TIME.plusSeconds(299)))
                    .contains(comment("BTC-USD", 0));
            assertThat(journal.asOf("BTC-USD", TIME.minusSeconds(1))).isEmpty();
            assertThat(journal.newestCycle("BTC-USD")).contains(TIME.plusSeconds(300));
            assertThat(journal.pairs()).containsExactly("BTC-USD", "DOGE-USD");
        }
    }

    @Test
    void a_crash_in_the_middle_of_any_byte_loses_no_line_before_it() throws Exception {
        try (var journal = Journal.open(folder)) {
            journal.add(answer("k1", "one"), comment("BTC-USD", 0));
        }
        byte[] before = Files.readAllBytes(file());
        try (var journal = Journal.open(folder)) {
            journal.add(answer("k2", "two"), comment("BTC-USD", 5));
        }
        byte[] whole = Files.readAllBytes(file());
        for (int length = before.length; length < whole.length; length += 7) {
            Files.write(file(), Arrays.copyOf(whole, length));
            try (var journal = Journal.open(folder)) {
                assertThat(journal.newest("BTC-USD")).contains(comment("BTC-USD", 0));
                journal.add(answer("k2", "two"), comment("BTC-USD", 5));
                assertThat(journal.newest("BTC-USD")).contains(comment("BTC-USD", 5));
                assertThat(journal.answer("k2")).contains(answer("k2", "two"));
                assertThat(journal.unreadable()).isZero();
            }
        }
    }

    @Test
    void a_line_that_is_none_of_its_is_passed_over_and_counted() throws Exception {
        try (var journal = Journal.open(folder)) {
            journal.add(comment("BTC-USD", 0));
        }
        for (String line : List.of("nonsense", "", "{}", "{\"row\":\"comment\"}", "[1]")) {
            Files.writeString(file(), line + "\n", StandardOpenOption.APPEND);
        }
        try (var journal = Journal.open(folder)) {
            assertThat(journal.unreadable()).isEqualTo(5);
            journal.add(comment("BTC-USD", 5));
        }
        try (var journal = Journal.open(folder)) {
            assertThat(journal.newest("BTC-USD")).contains(comment("BTC-USD", 5));
            assertThat(journal.asOf("BTC-USD", TIME)).contains(comment("BTC-USD", 0));
        }
    }

    /**
     * A block that was lost reads as zeros, and what was written behind it stands on the same line.
     */
    @Test
    void a_line_that_is_no_text_is_passed_over_and_counted() throws Exception {
        try (var journal = Journal.open(folder)) {
            journal.add(comment("BTC-USD", 0));
        }
        byte[] line = new byte[64];
        line[62] = '}';
        line[63] = '\n';
        Files.write(file(), line, StandardOpenOption.APPEND);
        Files.write(
                file(),
                new byte[] {0, 0, (byte) 0xff, (byte) 0x80, '\n'},
                StandardOpenOption.APPEND);
        try (var journal = Journal.open(folder)) {
            assertThat(journal.unreadable()).isEqualTo(2);
            assertThat(journal.newest("BTC-USD")).contains(comment("BTC-USD", 0));
            journal.add(comment("BTC-USD", 5));
            assertThat(journal.newest("BTC-USD")).contains(comment("BTC-USD", 5));
        }
    }

    @Test
    void a_disk_that_refuses_a_write_leaves_no_bytes_of_it_behind_the_next_one() throws Exception {
        for (int step = 1; step <= 2; step++) {
            for (int failures = 1; failures <= 3; failures++) {
                var files = new PowerLossFileSystem();
                Path root = files.root().resolve("analyst");
                try (var journal = Journal.open(root)) {
                    journal.add(comment("BTC-USD", 0));
                    files.failAt(files.steps() + step, failures);
                    assertThatIOException()
                            .isThrownBy(() ->
                                    journal.add(
                                            answer("k1", "long".repeat(999)),
                                            comment("BTC-USD", 5)));
                    assertThat(journal.answer("k1")).isEmpty();
                    assertThat(journal.newest("BTC-USD")).contains(comment("BTC-USD", 0));
                    try {
                        journal.announced(0);
                    } catch (IOException e) {
                        journal.announced(0);
                    }
                }
                try (var journal = Journal.open(root)) {
                    assertThat(journal.unreadable()).isZero();
                    assertThat(journal.newest("BTC-USD")).contains(comment("BTC-USD", 0));
                    assertThat(journal.unannounced(-1, 9)).isEmpty();
                }
            }
        }
    }

    @Test
    void lines_that_are_garbled_while_it_is_open_are_passed_over_counted_and_told()
            throws Exception {
        try (var journal = Journal.open(folder)) {
            journal.add(answer("k1", "one"), comment("BTC-USD", 0));
            journal.add(comment("ETH-USD", 5));
            assertThat(journal.trouble()).isEmpty();
            String whole = Files.readString(file());
            Files.writeString(file(), whole.replace("\"pair\":\"BTC-USD\"", "#".repeat(16)));

            assertThat(journal.newest("BTC-USD")).isEmpty();
            assertThat(journal.asOf("BTC-USD", TIME)).isEmpty();
            assertThat(journal.answer("k1")).contains(answer("k1", "one"));
            assertThat(journal.unannounced(-1, 1))
                    .as("what can be read is not kept waiting")
                    .extracting(Journal.Entry::comment)
                    .containsExactly(comment("ETH-USD", 5));
            assertThat(journal.unreadable()).isEqualTo(1);
            assertThat(journal.trouble())
                    .hasValueSatisfying(told ->
                            assertThat(told)
                                    .contains(
                                            file().toString(), "1 lines cannot be read", "./lab"));
            journal.add(comment("BTC-USD", 10));
            assertThat(journal.newest("BTC-USD")).contains(comment("BTC-USD", 10));
        }
    }

    @Test
    void one_that_is_cut_while_it_is_open_says_so_and_gets_no_hole() throws Exception {
        try (var journal = Journal.open(folder)) {
            journal.add(comment("BTC-USD", 0));
            journal.add(answer("k1", "one"), comment("ETH-USD", 5));
            byte[] whole = Files.readAllBytes(file());
            Files.write(file(), Arrays.copyOf(whole, whole.length - 20));

            assertThat(journal.newest("ETH-USD")).isEmpty();
            assertThat(journal.trouble()).isPresent();
            assertThatIOException()
                    .isThrownBy(() -> journal.add(comment("BTC-USD", 5)))
                    .withMessageContainingAll(file().toString(), "somebody has cut it", "./lab");
        }
        try (var journal = Journal.open(folder)) {
            assertThat(journal.unreadable()).isZero();
            assertThat(journal.answer("k1")).contains(answer("k1", "one"));
        }
    }

    @Test
    void a_request_is_the_newest_and_none_of_the_cycle() throws Exception {
        Comment asked = comment("BTC-USD", TIME.plusSeconds(70), Comment.Occasion.REQUEST);
        try (var journal = Journal.open(folder)) {
            journal.add(comment("BTC-USD", 0));
            journal.add(asked);
            assertThat(journal.newest("BTC-USD")).contains(asked);
            assertThat(journal.asOf("BTC-USD", TIME.plusSeconds(100)))
                    .contains(comment("BTC-USD", 0));
        }
    }

    @Test
    void has_one_writer() throws Exception {
        try (var journal = Journal.open(folder)) {
            assertThat(journal.pairs()).isEmpty();
            assertThatIOException()
                    .isThrownBy(() -> Journal.open(folder))
                    .withMessageContaining("must have one writer");
        }
    }

    @Test
    void every_line_is_json_for_whoever_reads_it_with_other_tools() throws IOException {
        try (var journal = Journal.open(folder)) {
            journal.add(answer("k1", "one"), comment("BTC-USD", 0));
        }
        List<String> lines = Files.readAllLines(file(), StandardCharsets.UTF_8);
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).startsWith("{\"format\":1,\"row\":\"answer\",\"key\":\"k1\"");
        assertThat(lines.getLast())
                .startsWith("{\"format\":1,\"row\":\"comment\",\"pair\":\"BTC-USD\"")
                .contains(
                        "\"high_15m\":0.08713",
                        "\"top_match\":{",
                        "\"time\":\"2026-03-02T10:05:00Z\"");
    }

    /** Files as each format was written, by the version that wrote it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void each_format_there_was_is_read_and_gone_on_with(int format) throws Exception {
        String name = "/journal/format-%d.jsonl".formatted(format);
        try (InputStream kept = JournalTest.class.getResourceAsStream(name)) {
            Files.write(file(), Objects.requireNonNull(kept, name).readAllBytes());
        }
        Instant first = Instant.parse("2025-01-01T00:05:00Z");
        for (int start = 0; start < 2; start++) {
            try (var journal = Journal.open(folder)) {
                assertThat(journal.unreadable()).isZero();
                assertThat(journal.begin()).contains(Instant.EPOCH);
                assertThat(journal.pairs()).contains("BTC-USD", "ETH-USD");
                Comment comment = journal.asOf("BTC-USD", first).orElseThrow();
                assertThat(comment.time()).isEqualTo(first);
                assertThat(comment.trend().current()).isEqualByComparingTo("93739.65");
                assertThat(journal.answer(comment.answer()))
                        .hasValueSatisfying(
                                answer -> assertThat(answer.source()).isEqualTo("rules"));
                assertThat(journal.unannounced(-1, 9)).as("all were noted").hasSize(start);
                journal.add(comment("BTC-USD", 0));
            }
        }
    }

    @Test
    void a_line_of_a_newer_format_is_refused_by_name() throws Exception {
        try (var journal = Journal.open(folder)) {
            journal.add(comment("BTC-USD", 0));
        }
        byte[] before = Files.readAllBytes(file());
        Files.writeString(
                file(), "{\"format\":2,\"row\":\"opinion\"}\n", StandardOpenOption.APPEND);
        assertThatIOException()
                .isThrownBy(() -> Journal.open(folder))
                .withMessageContainingAll(
                        file().toString(),
                        "byte %d".formatted(before.length),
                        "is of format 2, in the line at byte",
                        "--without analyst");
        assertThat(Files.size(file())).as("nothing is cut").isGreaterThan(before.length);
    }

    @Test
    void a_line_that_is_longer_than_any_of_its_moves_no_other() throws Exception {
        Files.writeString(file(), "x".repeat(3_000_000) + "\n");
        try (var journal = Journal.open(folder)) {
            journal.add(comment("BTC-USD", 0));
        }
        try (var journal = Journal.open(folder)) {
            assertThat(journal.unreadable()).isEqualTo(1);
            assertThat(journal.newest("BTC-USD")).contains(comment("BTC-USD", 0));
        }
    }

    @Test
    void answers_are_read_while_the_analyst_goes_on_writing() throws Exception {
        try (var journal = Journal.open(folder)) {
            journal.add(answer("k1", "first"), comment("BTC-USD", 0));
            journal.add(answer("k1", "second"), comment("BTC-USD", 5));
            Files.writeString(file(), "{\"format\":1,\"row\":\"ans", StandardOpenOption.APPEND);
            try (var answers = StoredAnswers.of(folder)) {
                assertThat(answers.answer("k1")).contains(answer("k1", "second"));
                assertThat(answers.answer("k2")).isEmpty();
            }
        }
    }

    @Test
    void answers_of_a_newer_version_are_refused_by_name() throws Exception {
        Files.writeString(file(), "{\"format\":99,\"row\":\"answer\"}\n");

        assertThatIOException()
                .isThrownBy(() -> StoredAnswers.of(folder))
                .withMessageContaining("99, in the line at byte 0");
        try (var none = StoredAnswers.of(folder.resolve("nowhere"))) {
            assertThat(none.answer("k1")).isEmpty();
        }
    }
}
