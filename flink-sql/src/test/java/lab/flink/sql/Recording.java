package lab.flink.sql;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.Trade;
import org.apache.flink.types.Row;

/**
 * The trades of a recorded feed, and what candles they make by another program: a made-up one of
 * our own, and a real one, where that lies beside the project.
 */
public record Recording(
        List<Trade> trades, Set<String> pairs, Instant end, Path expected, List<String> flows) {
    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\":\"?([^\",}\\[]+)");
    private static final Path OWN = Path.of("..", "topics", "src", "test", "oracle", "candles");
    private static final Path GIVEN = Path.of("..", "..", "shared", "data");
    private static final String GIVEN_NAME = "coinbase-feed-2021-04-17";

    public static List<Recording> all() throws IOException {
        var all = new ArrayList<Recording>();
        all.add(
                read(
                        OWN.resolve("feed.ws"),
                        OWN.resolve("candles-1m.csv"),
                        Files.readAllLines(OWN.resolve("trade-flow-1m.csv"))));
        if (Files.isDirectory(GIVEN)) {
            Path feed = GIVEN.resolve(GIVEN_NAME + ".ws.gz");
            all.add(
                    read(
                            feed,
                            GIVEN.resolve("expected").resolve(GIVEN_NAME + ".candles-1m.csv"),
                            flows(feed)));
        }
        return all;
    }

    /** Who pressed, by the other program; the heading alone where there is no Python. */
    private static List<String> flows(Path feed) throws IOException {
        if (Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .noneMatch(path -> Files.isExecutable(Path.of(path, "python3")))) {
            return List.of("");
        }
        Process python =
                new ProcessBuilder(
                                "python3",
                                OWN.resolveSibling("candles.py").toString(),
                                "flow",
                                feed.toString(),
                                "-")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var out =
                new BufferedReader(
                        new InputStreamReader(python.getInputStream(), StandardCharsets.UTF_8))) {
            return out.lines().toList();
        }
    }

    private static Recording read(Path feed, Path candles, List<String> flows) throws IOException {
        var trades = new ArrayList<Trade>();
        var pairs = new TreeSet<String>();
        Instant newest = Instant.EPOCH;
        InputStream raw = Files.newInputStream(feed);
        try (var in = feed.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.contains("\"type\"") || line.startsWith("wss://")) {
                    continue;
                }
                Map<String, String> frame = frame(line);
                if (frame.containsKey("time")) {
                    Instant time = Instant.parse(get(frame, "time"));
                    newest = time.isAfter(newest) ? time : newest;
                }
                String type = get(frame, "type");
                if (type.equals("match") || type.equals("last_match")) {
                    trades.add(trade(frame, newest));
                    pairs.add(get(frame, "product_id"));
                }
            }
        }
        return new Recording(trades, pairs, newest, candles, flows);
    }

    /** The top fields of a frame; the matches' have neither quotes nor depth in them. */
    private static Map<String, String> frame(String line) {
        var fields = new HashMap<String, String>();
        Matcher field = FIELD.matcher(line);
        while (field.find()) {
            fields.put(field.group(1), field.group(2));
        }
        return fields;
    }

    private static String get(Map<String, String> frame, String field) {
        String value = frame.get(field);
        if (value == null) {
            throw new IllegalStateException("frame: must have " + field + ", was " + frame);
        }
        return value;
    }

    private static Trade trade(Map<String, String> frame, Instant newest) {
        return new Trade(
                new Pair(get(frame, "product_id")),
                Long.parseLong(get(frame, "trade_id")),
                Price.of(get(frame, "price")),
                Quantity.of(get(frame, "size")),
                get(frame, "side").equals("sell") ? Side.BUY : Side.SELL,
                Long.parseLong(get(frame, "sequence")),
                Instant.parse(get(frame, "time")),
                "coinbase",
                Optional.of(newest));
    }

    public long lastTradeId(String pair) {
        return trades.stream()
                .filter(trade -> trade.pair().name().equals(pair))
                .mapToLong(Trade::tradeId)
                .max()
                .orElse(0);
    }

    /** Each candle's numbers by pair and window. */
    public Map<String, List<String>> expectedCandles() throws IOException {
        return numbers(Files.readAllLines(expected));
    }

    /** Who pressed, by pair and minute. */
    public Map<String, List<String>> expectedFlows() {
        return numbers(flows);
    }

    private static Map<String, List<String>> numbers(List<String> lines) {
        var candles = new HashMap<String, List<String>>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = List.of(line.split(","));
            candles.put(
                    cells.get(0) + " " + Instant.parse(cells.get(1)),
                    cells.subList(2, cells.size()).stream().map(Recording::plain).toList());
        }
        return candles;
    }

    public static Map<String, List<String>> candles(List<Row> rows) {
        var candles = new HashMap<String, List<String>>();
        for (Row row : rows) {
            LocalDateTime start = row.getFieldAs(1);
            candles.put(
                    row.getField(0) + " " + start.toInstant(ZoneOffset.UTC),
                    IntStream.range(2, row.getArity())
                            .mapToObj(column -> plain(String.valueOf(row.getField(column))))
                            .toList());
        }
        return candles;
    }

    private static String plain(String number) {
        return new BigDecimal(number).stripTrailingZeros().toPlainString();
    }
}
