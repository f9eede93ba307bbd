package lab.backtest.recorded;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import lab.domain.Candle;
import lab.domain.EventTime;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Request;
import lab.domain.clearing.Transfer;
import lab.topics.codec.ExecutionCodec;
import lab.topics.codec.OrderCodec;

/**
 * What a span came to, as lines of text that two runs can be compared by: in each section the lines
 * are in the order of event time, so that the first difference is the earliest.
 */
final class Books {
    /** What is compared, causes before what follows from them. */
    enum Section {
        CANDLES("candle"),
        REQUESTS("request"),
        EXECUTIONS("execution"),
        TRANSFERS("transfer"),
        BALANCES("balance");

        private final String word;

        Section(String word) {
            this.word = word;
        }
    }

    private final Map<Section, SortedMap<String, String>> sections = new EnumMap<>(Section.class);

    Books() {
        for (Section section : Section.values()) {
            sections.put(section, new TreeMap<>());
        }
    }

    private SortedMap<String, String> lines(Section section) {
        SortedMap<String, String> lines = sections.get(section);
        if (lines == null) {
            throw new AssertionError(section);
        }
        return lines;
    }

    void request(Request request) {
        request(request, new String(OrderCodec.encode(request), StandardCharsets.UTF_8));
    }

    /** As it was sent. */
    void request(Request request, String payload) {
        lines(Section.REQUESTS).putIfAbsent(key(request), payload);
    }

    void execution(Execution execution) {
        execution(execution, new String(ExecutionCodec.encode(execution), StandardCharsets.UTF_8));
    }

    /** As it was told; told again it has to be the same. */
    void execution(Execution execution, String payload) {
        String key = key(execution.request());
        String before = lines(Section.EXECUTIONS).putIfAbsent(key, payload);
        if (before != null && !before.equals(payload)) {
            lines(Section.EXECUTIONS).put(key + " (told again)", payload);
        }
    }

    private static String key(Request request) {
        return "%s %s %s"
                .formatted(
                        EventTime.format(request.time()),
                        request.account().name(),
                        request.orderId().text());
    }

    void transfer(Transfer transfer) {
        transfer(
                transfer.time(),
                transfer.transferId(),
                transfer.orderId().text(),
                transfer.debit().name(),
                transfer.credit().name(),
                transfer.asset().code(),
                transfer.amount());
    }

    void transfer(
            Instant time,
            String transferId,
            String orderId,
            String debit,
            String credit,
            String asset,
            BigDecimal amount) {
        lines(Section.TRANSFERS)
                .put(
                        EventTime.format(time) + " " + transferId,
                        "%s: %s -> %s %s %s"
                                .formatted(orderId, debit, credit, amount.toPlainString(), asset));
    }

    /** The balances that the transfers come to. */
    void balance(String account, String asset, BigDecimal balance) {
        lines(Section.BALANCES).put(account + " " + asset, balance.toPlainString());
    }

    void candle(Candle candle) {
        candle(
                candle.start(),
                candle.interval().label(),
                candle.pair().name(),
                candle.open().toBigDecimal(),
                candle.high().toBigDecimal(),
                candle.low().toBigDecimal(),
                candle.close().toBigDecimal(),
                candle.volume(),
                candle.quoteVolume(),
                candle.vwap(),
                candle.tradeCount());
    }

    void candle(
            Instant start,
            String interval,
            String pair,
            BigDecimal open,
            BigDecimal high,
            BigDecimal low,
            BigDecimal close,
            BigDecimal volume,
            BigDecimal quoteVolume,
            BigDecimal vwap,
            long trades) {
        lines(Section.CANDLES)
                .put(
                        "%s %s %s".formatted(EventTime.format(start), interval, pair),
                        "open %s high %s low %s close %s volume %s quote_volume %s vwap %s trades %d"
                                .formatted(
                                        open.toPlainString(),
                                        high.toPlainString(),
                                        low.toPlainString(),
                                        close.toPlainString(),
                                        volume.toPlainString(),
                                        quoteVolume.toPlainString(),
                                        vwap.toPlainString(),
                                        trades));
    }

    /** When the newest candle begins. */
    Optional<Instant> newestCandle() {
        SortedMap<String, String> candles = lines(Section.CANDLES);
        return candles.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        EventTime.parse(
                                "candle",
                                candles.lastKey().substring(0, candles.lastKey().indexOf(' '))));
    }

    /** Leaves out what does not count. */
    void keep(BiPredicate<Section, String> isWanted) {
        sections.forEach(
                (section, lines) -> lines.keySet().removeIf(key -> !isWanted.test(section, key)));
    }

    int size(Section section) {
        return lines(section).size();
    }

    /** The first line in which these, which were recorded, differ from those of a run. */
    Optional<String> firstDifference(Books run) {
        for (Section section : Section.values()) {
            Optional<String> difference =
                    firstDifference(section.word, lines(section), run.lines(section));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> firstDifference(
            String word, SortedMap<String, String> recorded, SortedMap<String, String> run) {
        Iterator<Map.Entry<String, String>> ours = run.entrySet().iterator();
        for (Map.Entry<String, String> line : recorded.entrySet()) {
            if (!ours.hasNext()) {
                return Optional.of(
                        "%s %s: recorded %s, the run has none"
                                .formatted(word, line.getKey(), line.getValue()));
            }
            Map.Entry<String, String> own = ours.next();
            int order = line.getKey().compareTo(own.getKey());
            if (order < 0) {
                return Optional.of(
                        "%s %s: recorded %s, the run has none"
                                .formatted(word, line.getKey(), line.getValue()));
            }
            if (order > 0) {
                return Optional.of(
                        "%s %s: not recorded, the run has %s"
                                .formatted(word, own.getKey(), own.getValue()));
            }
            if (!line.getValue().equals(own.getValue())) {
                return Optional.of(
                        "%s %s: recorded %s, the run has %s"
                                .formatted(word, line.getKey(), line.getValue(), own.getValue()));
            }
        }
        return ours.hasNext()
                ? Optional.of(ours.next())
                        .map(own ->
                                "%s %s: not recorded, the run has %s"
                                        .formatted(word, own.getKey(), own.getValue()))
                : Optional.empty();
    }

    /** One hash of all lines. */
    String sha256() {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
        sections.forEach((section, lines) ->
                lines.forEach((key, line) ->
                        digest.update(
                                "%s %s %s\n"
                                        .formatted(section.word, key, line)
                                        .getBytes(StandardCharsets.UTF_8))));
        return HexFormat.of().formatHex(digest.digest());
    }
}
