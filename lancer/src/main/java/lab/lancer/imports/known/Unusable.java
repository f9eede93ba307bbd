package lab.lancer.imports.known;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import lab.lancer.imports.format.Header;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Numbers;
import lab.lancer.imports.format.Order;
import lab.lancer.imports.format.Sample;

/** Files that are known, and whose numbers are not what their names say. */
final class Unusable {
    /** Tardis gives what these say of a trade, and that is contracts or dollars. */
    private static final Set<String> OF_CONTRACTS =
            Set.of(
                    "binance-delivery",
                    "bitmex",
                    "cryptofacilities",
                    "deribit",
                    "gate-io-futures",
                    "huobi-dm",
                    "huobi-dm-swap",
                    "huobi-dm-linear-swap",
                    "okex-futures",
                    "okex-swap",
                    "phemex");

    /** Of coins a minute has fewer, and not whole ones. */
    private static final BigDecimal MONEY_MIN = BigDecimal.valueOf(10_000);

    /** In the order of the alphabet. */
    private static final List<String> OF_YAHOO =
            List.of("datetime", "close", "high", "low", "open", "volume");

    private static final Pattern DAY = Pattern.compile("[0-9]{4}([-./]?)[0-9]{2}\\1[0-9]{2}");
    private static final Pattern CLOCK = Pattern.compile("[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?");
    private static final Pattern DAY_AND_CLOCK = Pattern.compile("[0-9]{8} [0-9]{6}");

    private Unusable() {}

    /** Why a file cannot be taken as it looks, and what to do. */
    static Optional<String> why(Sample sample) {
        return sample.header()
                .flatMap(header -> why(header, sample))
                .map(why ->
                        "%s; where that is known, say which column is of %s with --columns"
                                .formatted(why, sample.pair().base()))
                .or(() -> ofMetaTrader(sample))
                .or(() -> ofNinjaTrader(sample))
                .or(() -> Order.doubt(sample));
    }

    private static Optional<String> why(Header header, Sample sample) {
        if (BitmexCandles.isOfContracts(header)) {
            return Optional.of(
                    "it is of BitMEX, whose times are the ends of candles (end) and whose volume is of"
                            + " contracts, and has no homeNotional");
        }
        if (isOfFtx(header)) {
            return Optional.of(
                    "it is of FTX, whose volume is in %s and not of %s"
                            .formatted(sample.pair().quote(), sample.pair().base()));
        }
        if (isOfYahoo(header, sample)) {
            return Optional.of(
                    "it is of Yahoo, whose volume of a coin is in %s and not of %s"
                            .formatted(sample.pair().quote(), sample.pair().base()));
        }
        return contracts(header, sample)
                .map(exchange ->
                        "its exchange is %s, whose amounts are of contracts".formatted(exchange));
    }

    private static boolean isOfFtx(Header header) {
        return header.has("starttime", "time", "open", "high", "low", "close", "volume");
    }

    private static boolean isOfYahoo(Header header, Sample sample) {
        boolean isLike =
                header.has("adj_close")
                        || header.has("dividends", "stock_splits")
                        || header.names().equals(OF_YAHOO);
        Optional<Layout.Candle> candle = NamedCandles.columns(header, sample);
        return isLike
                && candle.isPresent()
                && sample.hasCounts(candle.get().volume())
                && sample.rows().stream()
                        .flatMap(row -> number(row, candle.get().volume()).stream())
                        .anyMatch(volume -> volume.compareTo(MONEY_MIN) >= 0);
    }

    private static Optional<BigDecimal> number(List<String> row, int column) {
        try {
            return Optional.of(Numbers.POINT.parse("volume", row.get(column)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> contracts(Header header, Sample sample) {
        OptionalInt exchange = header.find("exchange");
        return exchange.isEmpty()
                ? Optional.empty()
                : sample.rows().stream()
                        .filter(row -> row.size() > exchange.getAsInt())
                        .map(row -> row.get(exchange.getAsInt()))
                        .filter(OF_CONTRACTS::contains)
                        .findFirst();
    }

    private static Optional<String> ofMetaTrader(Sample sample) {
        long like =
                sample.rows().stream()
                        .filter(row -> row.size() > 2)
                        .filter(row -> DAY.matcher(row.get(0)).matches())
                        .filter(row -> CLOCK.matcher(row.get(1)).matches())
                        .count();
        return sample.header().isEmpty() && like * 2 > sample.rows().size()
                ? Optional.of(
                        "its day and time of day are in two columns, as MetaTrader writes them on its"
                                + " broker's clock and with changes of price for a volume; if they are of"
                                + " %s, say --columns date,time,open,high,low,close,volume, and --zone"
                                        .formatted(sample.pair().base())
                                + " where it is not UTC")
                : Optional.empty();
    }

    /**
     * Two programs write alike: one means a candle's end, the other the clock of New York's winter.
     */
    private static Optional<String> ofNinjaTrader(Sample sample) {
        long like =
                sample.rows().stream()
                        .filter(row ->
                                !row.isEmpty() && DAY_AND_CLOCK.matcher(row.get(0)).matches())
                        .count();
        return sample.header().isEmpty() && like * 2 > sample.rows().size()
                ? Optional.of(
                        "its times, such as \"%s\", must be told: NinjaTrader writes so when a candle"
                                        .formatted(sample.rows().getFirst().getFirst())
                                + " ends, HistData when it begins at -05:00; say --columns"
                                + " end,open,high,low,close,volume or --columns"
                                + " time,open,high,low,close,volume, and --zone where it is not UTC")
                : Optional.empty();
    }
}
