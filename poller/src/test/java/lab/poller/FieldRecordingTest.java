package lab.poller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import lab.domain.DeadLetter;
import lab.domain.Pair;
import lab.domain.Trade;
import lab.poller.feed.Speed;
import lab.poller.playback.RecordingFeed;
import lab.poller.position.FeedPosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings as people have them: with wrong clocks, other channels, marks, cuts and damage. */
class FieldRecordingTest {
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
    private static final long START = 1_741_003_200; // 2025-03-03T12:00Z
    private static final int LINES = 40;

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"match", "last_match", "ticker", "heartbeat"})
    void a_frame_a_day_ahead_is_one_dead_letter_and_changes_nothing_else(String type)
            throws Exception {
        List<String> good = market();
        List<String> whole = play(write("good.ws", text(good))).messages();
        for (int place : new int[] {0, 1, LINES / 2, LINES}) {
            List<String> withBad = new ArrayList<>(good);
            withBad.add(place, frame(place, place + 72_000, type, "DOGE-USD", 5));
            RecordingSink sink = play(write("bad.ws", text(withBad)));
            assertThat(sink.deadLetters())
                    .singleElement()
                    .satisfies(letter -> {
                        assertThat(letter.reason()).isEqualTo("time: 72000 s ahead of its receipt");
                        assertThat(letter.position())
                                .contains(new DeadLetter.Position.InFeed(place + 1L));
                    });
            assertThat(withoutDeadLetters(sink)).as("at %d", place).isEqualTo(whole);
        }
    }

    /** The frames of a seed, dead ones of any kind among them, say what the good ones say alone. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void no_dead_frame_moves_time_wherever_it_stands(long seed) throws Exception {
        var random = new SplittableRandom(seed);
        List<String> good = market();
        List<String> mixed = new ArrayList<>();
        int dead = 0;
        for (int i = 0; i <= good.size(); i++) {
            while (random.nextInt(3) == 0) {
                mixed.add(deadFrame(random, i));
                dead++;
            }
            if (i < good.size()) {
                mixed.add(good.get(i));
            }
        }
        RecordingSink sink = play(write("mixed.ws", text(mixed)));
        assertThat(sink.deadLetters()).hasSize(dead).isNotEmpty();
        assertThat(withoutDeadLetters(sink))
                .isEqualTo(play(write("good.ws", text(good))).messages());
    }

    private static String deadFrame(SplittableRandom random, int second) {
        String pair = random.nextBoolean() ? "BTC-USD" : "NEW-USD";
        String type = List.of("match", "last_match", "ticker", "heartbeat").get(random.nextInt(4));
        String ahead = frame(second, second + 61 + random.nextInt(100_000), type, pair, 9_000);
        return switch (random.nextInt(5)) {
            case 0 -> ahead;
            case 1 -> frame(second, second, "error", pair, 1);
            case 2 -> ahead.replace("\"time\":\"2025", "\"time\":\"2299");
            case 3 -> ahead.substring(0, ahead.length() - 2);
            default -> "4102444800.0: " + frame(0, 0, type, pair, 9_000).split(": ", 2)[1];
        };
    }

    @Test
    void times_a_minute_ahead_and_times_far_in_the_past_are_taken() throws Exception {
        List<String> lines =
                List.of(
                        frame(0, 60, "match", "BTC-USD", 1),
                        frame(1, -400_000_000, "match", "BTC-USD", 2));
        RecordingSink sink = play(write("edge.ws", text(lines)));
        assertThat(sink.deadLetters()).isEmpty();
        assertThat(sink.trades()).extracting(Trade::tradeId).containsExactly(1L, 2L);
        assertThat(sink.trades().getLast().feedTime()).contains(Instant.ofEpochSecond(START + 60));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "l2update",
                "snapshot",
                "level2",
                "status",
                "open",
                "done",
                "rfq_match",
                "x"
            })
    void a_channel_that_nobody_asked_for_moves_no_time_and_names_no_pair(String type)
            throws Exception {
        List<String> good = market();
        List<String> withOther = new ArrayList<>(good);
        withOther.add(3, frame(3, 3 + 7_200, type, "BTC-USD", 5));
        withOther.add(9, frame(9, 10, type, "UNSEEN-USD", 5));
        RecordingSink sink = play(write("other.ws", text(withOther)));
        assertThat(sink.messages()).isEqualTo(play(write("good.ws", text(good))).messages());
    }

    @Test
    void what_the_exchange_refuses_is_a_dead_letter_with_its_words() throws Exception {
        List<String> lines = new ArrayList<>(market());
        lines.add(
                3,
                START
                        + ".1: {\"type\":\"error\",\"message\":\"Failed to subscribe\",\"reason\":\"XYZ-USD is"
                        + " not a valid product\"}");
        assertThat(play(write("error.ws", text(lines))).deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly("error: Failed to subscribe: XYZ-USD is not a valid product");
    }

    /** What an exchange says beyond a tick goes along, but not under the name of a tick's field. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pair",
                "exchange",
                "trade_id",
                "last_size",
                "side",
                "best_bid",
                "feed_time",
                "bus_offset"
            })
    void a_ticker_with_one_field_more_is_a_tick(String field) throws Exception {
        List<String> lines = new ArrayList<>(market());
        String ticker = frame(3, 3, "ticker", "BTC-USD", 90).replace("\"message\"", "\"open_24h\"");
        lines.add(3, ticker.replace("}", ",\"%s\":\"7\"}".formatted(field)));
        lines.add(ticker.replace("\"open_24h\"", "\"%s\"".formatted(field)));
        RecordingSink sink = play(write("more.ws", text(lines)));
        assertThat(sink.trades()).hasSize(LINES);
        assertThat(sink.ticks().size() + sink.deadLetters().size()).isEqualTo(2);
        assertThat(sink.ticks())
                .allSatisfy(tick -> {
                    assertThat(tick.pair()).isEqualTo(new Pair("BTC-USD"));
                    assertThat(tick.exchange()).isEqualTo("coinbase");
                });
    }

    /** A frame of another exchange among ours is no channel that nobody asked for. */
    @Test
    void frames_of_another_exchange_are_dead_letters_whichever_comes_first() throws Exception {
        String receipt = START + LINES + ".1: ";
        String kraken =
                receipt
                        + """
                        {"channel":"%s","type":"%s","data":[{"symbol":"BTC/USD","side":"buy",\
                        "price":100.5,"qty":0.01,"ord_type":"market","trade_id":7,\
                        "timestamp":"2025-03-03T12:00:01.000000Z"}]}\
                        """;
        String binance =
                receipt
                        + """
                        {"stream":"btcusdt@trade","data":{"e":"trade","E":1741003202000,\
                        "s":"BTCUSDT","t":9,"p":"100","q":"1","T":1741003202000,"m":true}}\
                        """;
        List<String> others =
                List.of(
                        frame(0, 0, "match", "BTC-USD", 1),
                        kraken.formatted("trade", "update"),
                        binance,
                        kraken.formatted("book", "snapshot"),
                        kraken.formatted("ticker", "match"));
        RecordingSink sink = play(write("coinbase.ws", text(others)));
        assertThat(sink.trades()).extracting(Trade::exchange).containsExactly("coinbase");
        assertThat(sink.deadLetters()).hasSize(4);
        assertThat(sink.deadLetters().getFirst().reason())
                .isEqualTo(
                        "frame: must be Coinbase's, which name no channel, was of channel \"trade\"");
        RecordingSink krakens =
                play(
                        write(
                                "kraken.ws",
                                text(List.of(others.get(1), others.get(0), others.get(2)))));
        assertThat(krakens.trades()).extracting(Trade::exchange).containsExactly("kraken");
        assertThat(krakens.deadLetters()).hasSize(2);
        RecordingSink binances =
                play(
                        write(
                                "binance.ws",
                                text(List.of(others.get(2), others.get(0), others.get(1)))));
        assertThat(binances.trades()).extracting(Trade::exchange).containsExactly("binance");
        assertThat(binances.deadLetters()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "28b52ffd24010203, zstd",
        "425a683931415926, bzip2",
        "fd377a585a000004, xz",
        "504b030414000000, zip",
        "377abcaf271c0004, 7-Zip",
        "04224d1864407053, LZ4",
        "526172211a070100, RAR"
    })
    void a_recording_that_is_packed_otherwise_is_refused_by_name(String bytes, String packer)
            throws Exception {
        Path file = write("packed.ws", HexFormat.of().parseHex(bytes));
        assertThatThrownBy(() -> RecordingFeed.check(file))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "recording %s: must be plain or packed by gzip, is packed by %s; unpack it first",
                        file, packer);
    }

    @Test
    void marks_blank_lines_and_other_line_ends_cost_no_frame() throws Exception {
        List<String> whole = play(write("good.ws", text(market()))).messages();
        String text = text(market());
        var forms = new ArrayList<byte[]>();
        forms.add(utf8('\uFEFF' + text));
        forms.add(utf8("\uFEFF\n\uFEFF\n" + text.replace("\n", "\r\n \t\r\n")));
        forms.add(utf8(text.replace("\n", "\n\uFEFF")));
        forms.add(utf8(text.replace(": {", ": \uFEFF{")));
        forms.add(utf8(text.replace(": {", ":{")));
        forms.add(gzip(utf8('\uFEFF' + text)));
        forms.add(('\uFEFF' + text).getBytes(StandardCharsets.UTF_16LE));
        forms.add(('\uFEFF' + text).getBytes(StandardCharsets.UTF_16BE));
        forms.add(gzip(('\uFEFF' + text).getBytes(StandardCharsets.UTF_16LE)));
        forms.add(utf8(text.substring(0, text.length() - 1)));
        for (byte[] form : forms) {
            RecordingSink sink = play(write("form.ws", form));
            assertThat(sink.messages()).as("form %d", forms.indexOf(form)).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @CsvSource({"000", "000000", "000000000"})
    void receipts_in_milli_micro_or_nanoseconds_are_told_by_their_digits(String zeros)
            throws Exception {
        String text = text(market()).replaceAll("(?m)^(\\d+)\\.1:", "$1" + zeros + ":");
        assertThat(play(write("unit.ws", text)).messages())
                .isEqualTo(play(write("good.ws", text(market()))).messages());
    }

    @Test
    void receipts_that_go_back_count_as_they_are() throws Exception {
        List<String> lines =
                List.of(
                        frame(100, 100, "match", "BTC-USD", 1),
                        frame(50, 101, "match", "BTC-USD", 2),
                        frame(30, 102, "match", "BTC-USD", 3));
        RecordingSink sink = play(write("back.ws", text(lines)));
        assertThat(sink.trades()).extracting(Trade::tradeId).containsExactly(1L, 2L);
        assertThat(sink.deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly("time: 72 s ahead of its receipt");
    }

    @Test
    void a_line_without_a_receipt_or_with_one_to_come_is_a_dead_letter() throws Exception {
        List<String> lines = new ArrayList<>(market());
        lines.add(frame(0, 0, "match", "BTC-USD", 90).split(": ", 2)[1]);
        lines.add("4102444800.0: " + frame(0, 0, "match", "BTC-USD", 91).split(": ", 2)[1]);
        lines.add("2025-03-03T12:00:00Z: {}");
        List<DeadLetter> letters = play(write("receipts.ws", text(lines))).deadLetters();
        assertThat(letters).hasSize(3);
        assertThat(letters.get(0).reason()).startsWith("line: must begin with the time");
        assertThat(letters.get(1).reason())
                .isEqualTo("line: received 2335219200 s ahead of this machine's clock");
        assertThat(letters.get(2).reason()).startsWith("line: must begin with the time");
    }

    @Test
    void a_clock_that_was_behind_for_all_of_a_recording_is_told() throws Exception {
        var skewed = new ArrayList<String>();
        for (int i = 0; i < ClockSkew.FRAMES; i++) {
            skewed.add(frame(i, i + 7_200, "match", "BTC-USD", i + 1));
        }
        Path file = write("skewed.ws", text(skewed));
        var feed = new RecordingFeed(file, Speed.MAX, CLOCK);
        var run = new FeedRun(feed, new RecordingSink(), FeedPosition.beginning());
        run.take(ClockSkew.FRAMES - 1);
        assertThat(run.skew().trouble()).isEmpty();
        run.take(1);
        assertThat(run.skew().trouble())
                .contains(
                        "the clock of the recording was 7199 s behind the exchange's: the frames are dead letters");
    }

    @Test
    void an_id_with_other_content_is_counted_apart_from_repeats_over_a_restart() throws Exception {
        List<String> lines = new ArrayList<>(market());
        lines.add(2, lines.get(1));
        lines.add(lines.get(4).replace("\"price\":\"100\"", "\"price\":\"101\""));
        lines.add(lines.get(5).replace("\"size\":\"1\"", "\"size\":\"2\""));
        Path file = write("twice.ws", text(lines));
        var feed = new RecordingFeed(file, Speed.MAX, CLOCK);
        var run = new FeedRun(feed, new RecordingSink(), FeedPosition.beginning());
        run.take(Integer.MAX_VALUE);
        assertThat(run.counts().conflicting.sum()).isEqualTo(2);
        assertThat(run.sink().trades()).hasSize(LINES + 3);
        var again =
                new FeedRun(
                        new RecordingFeed(file, Speed.MAX, CLOCK),
                        new RecordingSink(),
                        run.position());
        assertThat(again.counts().conflicting.sum()).isEqualTo(2);
    }

    @Test
    void a_recording_that_is_cut_anywhere_gives_its_whole_lines_and_says_so() throws Exception {
        byte[] whole = gzip(utf8(text(market())));
        List<String> messages = play(write("whole.ws.gz", whole)).messages();
        for (int length = whole.length / 3; length < whole.length; length += 7) {
            Path file = write("cut.ws.gz", Arrays.copyOf(whole, length));
            try {
                assertCutIsTold(file, messages, "cut off");
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("nothing of it can be read");
            }
        }
    }

    @Test
    void damage_behind_the_frames_is_told_wherever_it_is() throws Exception {
        String text = text(market());
        List<String> messages = play(write("whole.ws", text)).messages();
        byte[] first = gzip(utf8(text.substring(0, text.length() / 2)));
        byte[] second = gzip(utf8(text.substring(text.length() / 2)));

        assertThat(play(write("members.ws.gz", join(first, second))).messages())
                .isEqualTo(messages);
        assertThat(play(write("padded.ws.gz", join(first, second, new byte[1_024]))).messages())
                .isEqualTo(messages);
        Path trailing = write("trailing.ws.gz", join(first, second, utf8("and more\n")));
        assertThat(assertCutIsTold(trailing, messages, "damaged").trades()).hasSize(LINES);
        Path header = write("header.ws.gz", join(first, second, Arrays.copyOf(first, 5)));
        assertThat(assertCutIsTold(header, messages, "cut off").trades()).hasSize(LINES);
        byte[] checksum = join(first, second);
        checksum[checksum.length - 6] ^= 1;
        assertThat(assertCutIsTold(write("sum.ws.gz", checksum), messages, "damaged").trades())
                .hasSize(LINES);
        byte[] middle = join(first, second);
        middle[first.length + second.length / 2] ^= 0x55;
        assertThat(assertCutIsTold(write("middle.ws.gz", middle), messages, "damaged").trades())
                .hasSizeBetween(LINES / 2 - 1, LINES);
    }

    /** Whoever records into a file again after a kill leaves a member that is cut, and new ones. */
    @Test
    void what_stands_in_whole_members_behind_damage_is_played() throws Exception {
        List<String> good = market();
        byte[] first = gzip(utf8(text(good.subList(0, 10))));
        byte[] second = gzip(utf8(text(good.subList(10, 20))));
        byte[] third = gzip(utf8(text(good.subList(20, LINES))));
        for (int length = 1; length < second.length; length += 3) {
            var damaged =
                    List.of(
                            join(first, Arrays.copyOf(second, length), third),
                            join(first, flipped(second, length), third),
                            join(first, utf8("x".repeat(length * 700)), third),
                            join(first, Arrays.copyOf(first, 1 + length % 9), third));
            for (byte[] bytes : damaged) {
                Path file = write("behind.ws.gz", bytes);
                var feed = new RecordingFeed(file, Speed.MAX, CLOCK);
                var run = new FeedRun(feed, new RecordingSink(), FeedPosition.beginning());
                run.take(Integer.MAX_VALUE);
                assertThat(feed.incomplete().orElseThrow()).contains("must be whole, was ");
                assertThat(run.sink().deadLetters())
                        .extracting(DeadLetter::reason)
                        .anySatisfy(reason -> assertThat(reason).startsWith("recording: must be"));
                assertThat(run.sink().trades().stream().map(Trade::tradeId).toList())
                        .as("%d", length)
                        .startsWith(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L)
                        .endsWith(LINES - 2L, LINES - 1L, (long) LINES)
                        .contains(21L, 22L, 23L);
                var again = new RecordingFeed(file, Speed.MAX, CLOCK);
                var rest = new FeedRun(again, new RecordingSink(), run.position());
                rest.take(Integer.MAX_VALUE);
                assertThat(again.incomplete()).isEqualTo(feed.incomplete());
                assertThat(rest.sink().deadLetters()).isEmpty();
                assertThat(rest.sink().trades()).isEmpty();
            }
        }
    }

    /** One byte of a member's data is another. */
    private static byte[] flipped(byte[] bytes, int at) {
        byte[] other = bytes.clone();
        other[Math.max(10, at)] ^= 0x55;
        return other;
    }

    /** Each field of each type missing, null, of another kind and with odd content. */
    @Test
    void an_odd_frame_is_one_message_or_one_dead_letter_and_changes_no_other_pair()
            throws Exception {
        List<String> good = market();
        List<String> mixed = new ArrayList<>(good.subList(0, LINES / 2));
        for (String type : List.of("match", "ticker", "heartbeat")) {
            String frame = frame(LINES / 2, LINES / 2, type, "DOGE-USD", 5);
            for (String field : FIELDS) {
                for (String value : VALUES) {
                    mixed.add(
                            frame.replaceFirst(
                                    "\"%s\":(\"[^\"]*\"|[0-9]+)".formatted(field),
                                    "\"%s\":%s".formatted(field, value)));
                }
                mixed.add(frame.replaceFirst("\"%s\":".formatted(field), "\"no\":"));
            }
        }
        int odd = mixed.size() - LINES / 2;
        mixed.addAll(good.subList(LINES / 2, LINES));
        RecordingSink sink = play(write("odd.ws", text(mixed)));
        List<String> messages = withoutDeadLetters(sink);
        assertThat(messages.stream().filter(it -> it.matches("trades (BTC|ETH)-USD .*")).toList())
                .isEqualTo(
                        play(write("good.ws", text(good))).messages().stream()
                                .filter(it -> it.startsWith("trades"))
                                .toList());
        long taken = messages.stream().filter(it -> it.matches("(trades|prices) DOGE.*")).count();
        assertThat(sink.deadLetters().size() + taken).isBetween(odd / 2L, (long) odd);
        assertThat(sink.deadLetters())
                .allSatisfy(letter -> assertThat(letter.reason()).matches("[a-z0-9_]+: .*, was .*"))
                .allSatisfy(letter -> assertThat(letter.reason()).hasSizeLessThan(300));
    }

    private static final List<String> FIELDS =
            List.of(
                    "type",
                    "trade_id",
                    "side",
                    "size",
                    "price",
                    "product_id",
                    "sequence",
                    "best_bid",
                    "best_ask",
                    "volume_24h",
                    "time");
    private static final List<String> VALUES =
            List.of(
                    "null",
                    "12",
                    "true",
                    "1e3",
                    "1.5",
                    "[]",
                    "[[1]]",
                    "{}",
                    "{\"a\":{}}",
                    "\"\"",
                    "\" 1 \"",
                    "\"1e3\"",
                    "\"Infinity\"",
                    "\"NaN\"",
                    "\"-0\"",
                    "\"-1\"",
                    "\"0\"",
                    "\"1,000\"",
                    "\"0x10\"",
                    "\"+1\"",
                    "\".5\"",
                    "\"5.\"",
                    "\"１\"",
                    "\"doge-usd\"",
                    "\"DOGEUSD\"",
                    "\"BUY\"",
                    "\"2025-03-03T13:00:20\"",
                    "\"2025-02-30T00:00:00Z\"",
                    "99999999999999999999",
                    "\"123456789012345678901234567890\"",
                    "\"0.000000001\"");

    private RecordingSink assertCutIsTold(Path file, List<String> whole, String how)
            throws Exception {
        var feed = new RecordingFeed(file, Speed.MAX, CLOCK);
        var run = new FeedRun(feed, new RecordingSink(), FeedPosition.beginning());
        run.take(Integer.MAX_VALUE);
        assertThat(feed.incomplete().orElseThrow())
                .startsWith("recording " + file.getFileName() + ": must be whole, was " + how);
        assertThat(run.sink().deadLetters()).isNotEmpty();
        assertThat(run.sink().deadLetters().getLast().reason())
                .startsWith("recording: must be whole, was " + how);
        long trades = run.sink().messages().stream().filter(m -> m.startsWith("trades")).count();
        assertThat(run.sink().messages().stream().filter(m -> m.startsWith("trades")).toList())
                .isEqualTo(
                        whole.stream().filter(m -> m.startsWith("trades")).limit(trades).toList());

        var again = new RecordingFeed(file, Speed.MAX, CLOCK);
        var rest = new FeedRun(again, new RecordingSink(), run.position());
        rest.take(Integer.MAX_VALUE);
        assertThat(again.incomplete()).isEqualTo(feed.incomplete());
        assertThat(rest.sink().deadLetters()).isEmpty();
        return run.sink();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\uFEFF",
                "\n\r\n",
                "wss://ws-feed.exchange.coinbase.com <-> 1741003200.1\n"
            })
    void a_file_without_a_frame_is_refused(String text) throws Exception {
        Path plain = write("empty.ws", text);
        assertThatThrownBy(() -> new RecordingFeed(plain, Speed.MAX, CLOCK))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("recording " + plain + ": must hold frames");
        Path packed = write("empty.ws.gz", gzip(utf8(text)));
        assertThatThrownBy(() -> new RecordingFeed(packed, Speed.MAX, CLOCK))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("recording " + packed + ": must hold frames");
    }

    private static List<String> market() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            lines.add(frame(i, i, "match", i % 3 == 0 ? "ETH-USD" : "BTC-USD", i + 1));
        }
        return lines;
    }

    /** One that came a tenth of a second after a second, about what happened at another. */
    private static String frame(long received, long happened, String type, String pair, int id) {
        return """
        %d.1: {"type":"%s","trade_id":%d,"side":"buy","size":"1","price":"100",\
        "product_id":"%s","sequence":%d,"best_bid":"1","best_ask":"2",\
        "volume_24h":"1","message":"no","time":"%s"}\
        """
                .formatted(
                        START + received,
                        type,
                        id,
                        pair,
                        10 * id,
                        Instant.ofEpochSecond(START + happened)
                                .toString()
                                .replace("Z", ".000000Z"));
    }

    private static RecordingSink play(Path file) throws Exception {
        return FeedRun.all(new RecordingFeed(file, Speed.MAX, CLOCK));
    }

    private static List<String> withoutDeadLetters(RecordingSink sink) {
        return sink.messages().stream().filter(message -> !message.startsWith("dlq ")).toList();
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    private Path write(String name, String text) throws IOException {
        return write(name, utf8(text));
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
