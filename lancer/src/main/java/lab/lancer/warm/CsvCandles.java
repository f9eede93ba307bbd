package lab.lancer.warm;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * A file of candles of one minute: a header that names its columns, then a line each. Wanted are
 * {@code timestamp} (or {@code time}, {@code window_start}) at which the minute begins, in UTC as
 * ISO-8601 or with a blank in the middle, or as seconds or milliseconds since 1970; {@code open},
 * {@code high}, {@code low}, {@code close}, {@code volume}. Other columns are passed over.
 */
public final class CsvCandles implements AutoCloseable {
    private static final List<String> TIMES = List.of("timestamp", "time", "window_start");
    private static final int LINE_CHARACTERS_MAX = 10_000;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    /** Beyond it a number is of milliseconds: in seconds it would be the year 5138. */
    private static final long SECONDS_MAX = 100_000_000_000L;

    private static final long MILLIS_A_SECOND = 1_000;
    private static final DateTimeFormatter LOCAL =
            new DateTimeFormatterBuilder()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE)
                    .appendPattern("[ ]['T'][HH:mm]")
                    .optionalStart()
                    .appendPattern(":ss")
                    .optionalStart()
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .optionalEnd()
                    .optionalEnd()
                    .toFormatter(Locale.ROOT);

    private final BufferedReader lines;
    private final Path file;
    private final int[] places;
    private long line = 1;

    /** What a line is. */
    public sealed interface Read {
        record Candle(ImportedCandle candle) implements Read {}

        /**
         * No candle.
         *
         * @param reason with the file and the line
         */
        record Junk(String reason) implements Read {}
    }

    private CsvCandles(BufferedReader lines, Path file, int[] places) {
        this.lines = lines;
        this.file = file;
        this.places = places;
    }

    /**
     * Opens a file, packed by gzip or not.
     *
     * @throws IllegalArgumentException if its header lacks a column
     */
    public static CsvCandles open(Path file) throws IOException {
        var lines =
                new BufferedReader(new InputStreamReader(unpacked(file), StandardCharsets.UTF_8));
        try {
            String header = lines.readLine();
            return new CsvCandles(lines, file, places(file, header == null ? "" : header));
        } catch (IOException | RuntimeException e) {
            lines.close();
            throw e;
        }
    }

    private static InputStream unpacked(Path file) throws IOException {
        var in = new BufferedInputStream(Files.newInputStream(file));
        in.mark(2);
        boolean isPacked = in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
        in.reset();
        return isPacked ? new BufferedInputStream(new GZIPInputStream(in)) : in;
    }

    private static int[] places(Path file, String header) {
        List<String> names =
                Arrays.stream(header.replace("\uFEFF", "").split(",", -1))
                        .map(name -> name.strip().toLowerCase(Locale.ROOT))
                        .toList();
        List<Integer> places = new ArrayList<>();
        places.add(
                TIMES.stream()
                        .filter(names::contains)
                        .findFirst()
                        .map(names::indexOf)
                        .orElseThrow(() -> lacks(file, "timestamp", header)));
        for (String wanted : List.of("open", "high", "low", "close", "volume")) {
            if (!names.contains(wanted)) {
                throw lacks(file, wanted, header);
            }
            places.add(names.indexOf(wanted));
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    private static IllegalArgumentException lacks(Path file, String column, String header) {
        String shown = header.length() > 80 ? header.substring(0, 80) + "…" : header;
        return new IllegalArgumentException(
                "csv %s: its header must name a column %s, was \"%s\""
                        .formatted(file, column, shown));
    }

    /** The next line; empty behind the last. */
    public Optional<Read> next() throws IOException {
        String text = lines.readLine();
        while (text != null && text.isBlank()) {
            line++;
            text = lines.readLine();
        }
        if (text == null) {
            return Optional.empty();
        }
        line++;
        try {
            return Optional.of(new Read.Candle(candle(text)));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return Optional.of(
                    new Read.Junk("csv %s line %d: %s".formatted(file, line, e.getMessage())));
        }
    }

    private ImportedCandle candle(String text) {
        if (text.length() > LINE_CHARACTERS_MAX) {
            throw new IllegalArgumentException(
                    "must have at most %d characters, had %d"
                            .formatted(LINE_CHARACTERS_MAX, text.length()));
        }
        String[] cells = text.split(",", -1);
        for (int place : places) {
            if (place >= cells.length) {
                throw new IllegalArgumentException(
                        "must have as many cells as the header, had " + cells.length);
            }
        }
        return new ImportedCandle(
                time(cells[places[0]].strip()),
                number("open", cells[places[1]]),
                number("high", cells[places[2]]),
                number("low", cells[places[3]]),
                number("close", cells[places[4]]),
                number("volume", cells[places[5]]));
    }

    private static BigDecimal number(String what, String text) {
        try {
            return new BigDecimal(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "%s: must be a decimal, was \"%s\"".formatted(what, text), e);
        }
    }

    private static Instant time(String text) {
        if (!text.isEmpty() && text.chars().allMatch(Character::isDigit)) {
            long number = Long.parseLong(text);
            return number < SECONDS_MAX
                    ? Instant.ofEpochSecond(number)
                    : Instant.ofEpochSecond(
                            number / MILLIS_A_SECOND, number % MILLIS_A_SECOND * 1_000_000);
        }
        boolean isZulu = text.endsWith("Z");
        boolean isOffset = text.endsWith("+00:00");
        String local =
                text.substring(0, text.length() - (isZulu ? 1 : isOffset ? "+00:00".length() : 0));
        return LocalDateTime.parse(local, LOCAL).toInstant(ZoneOffset.UTC);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
