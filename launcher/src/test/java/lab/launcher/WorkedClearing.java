package lab.launcher;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.topics.Bus;
import lab.topics.BusConnection;
import lab.topics.Topic;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;

/** A clearing case that another program solved: what goes onto the bus, and what tables follow. */
record WorkedClearing(Path folder) {
    static final WorkedClearing OWN =
            new WorkedClearing(
                    Path.of("..", "topics", "src", "test", "oracle", "clearing", "worked"));

    private static final Duration SENT_WITHIN = Duration.ofMinutes(1);
    private static final Pattern PAIR = Pattern.compile("\"pair\":\"([^\"]*)\"");
    private static final Pattern ACCOUNT = Pattern.compile("\"account\":\"([^\"]*)\"");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT.*Z");

    /** What an answer has where somebody named nothing; the case does not tell it from no name. */
    private static final String EMPTY = "\"\"";

    /** Sends one of some equal parts of the ticks and of the requests. */
    void send(BusConnection bus, int part, int of) throws Exception {
        try (var producer = new BusProducer(bus, Bus.LIVE_STREAM, ProducerConfig.DEFAULT)) {
            send(producer, Topic.ORDERS, ACCOUNT, part(lines("requests.jsonl"), part, of));
            send(producer, Topic.PRICES, PAIR, part(lines("ticks.jsonl"), part, of));
            if (!producer.flush(SENT_WITHIN)) {
                throw new IllegalStateException("broker: it must take all within " + SENT_WITHIN);
            }
        }
    }

    private static void send(BusProducer to, Topic topic, Pattern keyed, List<String> lines)
            throws InterruptedException {
        for (String line : lines) {
            Matcher key = keyed.matcher(line);
            to.send(
                    topic,
                    key.find() ? key.group(1) : "nobody",
                    line.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The rows of a table, sorted, numbers and times as short as they can be. */
    List<String> expected(String file) throws IOException {
        return lines(file).stream().skip(1).map(WorkedClearing::plain).sorted().toList();
    }

    /** The tables in a CSV of several, each below the names of its columns, in the same form. */
    List<List<String>> tables(List<String> csv) throws IOException {
        Set<String> names = new HashSet<>();
        for (String file : List.of("executions.csv", "transfers.csv", "balances.csv")) {
            names.add(lines(file).getFirst());
        }
        List<List<String>> tables = new ArrayList<>();
        for (String line : csv) {
            if (names.contains(line)) {
                tables.add(new ArrayList<>());
            } else {
                tables.getLast().add(plain(line));
            }
        }
        tables.forEach(Collections::sort);
        return tables;
    }

    private static String plain(String row) {
        return Stream.of(row.split(",", -1))
                .map(cell -> {
                    if (NUMBER.matcher(cell).matches()) {
                        return new BigDecimal(cell).stripTrailingZeros().toPlainString();
                    }
                    if (TIME.matcher(cell).matches()) {
                        return Instant.parse(cell).toString();
                    }
                    return cell.equals(EMPTY) ? "" : cell;
                })
                .collect(Collectors.joining(","));
    }

    private static List<String> part(List<String> lines, int part, int of) {
        return lines.subList(lines.size() * part / of, lines.size() * (part + 1) / of);
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file));
    }
}
