package lab.lancer.imports.known;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import lab.lancer.imports.format.Format;
import lab.lancer.imports.format.Header;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Sample;

/** Candles whose header names its columns, in any order. */
final class NamedCandles implements Format {
    private static final Set<String> VOLUMES =
            Set.of(
                    "volume",
                    "vol",
                    "v",
                    "base_volume",
                    "basevolume",
                    "volume_base",
                    "volumebase",
                    "volume_traded",
                    "sx_sum",
                    "volumefrom");

    private static final Set<String> BITCOIN = Set.of("btc", "xbt");

    @Override
    public Optional<Layout> recognise(Sample sample) {
        return sample.header()
                .flatMap(header ->
                        columns(header, sample)
                                .map(columns ->
                                        layout(
                                                "candles by the names of their columns",
                                                header,
                                                columns)));
    }

    /** With what the header says beside a candle: its market, and when it ends. */
    static Layout layout(String format, Header header, Layout.Candle columns) {
        return new Layout(
                format,
                columns,
                symbol(header),
                columns.when().isEnd() ? OptionalInt.empty() : NamedTimes.end(header));
    }

    static Optional<Layout.Candle> columns(Header header, Sample sample) {
        Optional<Layout.When> when = NamedTimes.when(header, sample);
        OptionalInt open = header.find("open", "o", "price_open", "open_price", "px_open");
        OptionalInt high = header.find("high", "h", "price_high", "high_price", "px_high");
        OptionalInt low = header.find("low", "l", "price_low", "low_price", "px_low");
        OptionalInt close = header.find("close", "c", "price_close", "close_price", "px_close");
        OptionalInt volume = volume(header, sample);
        boolean isWhole =
                when.isPresent()
                        && isClear(
                                header,
                                sample,
                                when.map(Layout.When::date).map(OptionalInt::of).orElse(open),
                                open,
                                high,
                                low,
                                close,
                                volume)
                        && open.isPresent()
                        && high.isPresent()
                        && low.isPresent()
                        && close.isPresent()
                        && volume.isPresent();
        return isWhole
                ? Optional.of(
                        new Layout.Candle(
                                when.get(),
                                open.getAsInt(),
                                high.getAsInt(),
                                low.getAsInt(),
                                close.getAsInt(),
                                volume.getAsInt()))
                : Optional.empty();
    }

    /** Two columns of one name that say different things are both not to be believed. */
    private static boolean isClear(Header header, Sample sample, OptionalInt... columns) {
        List<String> names = header.names();
        return Arrays.stream(columns)
                .flatMapToInt(OptionalInt::stream)
                .allMatch(column ->
                        IntStream.range(0, names.size())
                                .filter(other -> header.isSameName(column, other))
                                .allMatch(other -> sample.isSame(column, other)));
    }

    /** The column that names the pair. */
    static OptionalInt symbol(Header header) {
        return header.find("symbol", "pair", "ticker", "product_id", "instrument", "market");
    }

    /**
     * Of the base asset, which a name may say. One of any other asset is not it; where a column
     * names the pair, that one says that the file is another pair's.
     */
    private static OptionalInt volume(Header header, Sample sample) {
        Set<String> bases = names(sample.pair().base());
        List<String> names = header.names();
        int[] ofBase = columns(names, name -> bases.stream().anyMatch(base -> isOf(name, base)));
        if (ofBase.length > 0) {
            return OptionalInt.of(ofBase[0]);
        }
        int[] plain = columns(names, VOLUMES::contains);
        if (plain.length > 0) {
            return header.find(names.get(plain[0]));
        }
        int[] left = columns(names, name -> isOfSymbol(name, header, sample));
        return left.length == 1 ? OptionalInt.of(left[0]) : OptionalInt.empty();
    }

    /** Whether it is the volume of the asset with which the name of the rows' market begins. */
    private static boolean isOfSymbol(String name, Header header, Sample sample) {
        OptionalInt symbol = symbol(header);
        String asset = name.replaceFirst("^volume_", "");
        return symbol.isPresent()
                && !asset.equals(name)
                && sample.rows().stream()
                        .filter(row -> row.size() > symbol.getAsInt())
                        .anyMatch(row ->
                                row.get(symbol.getAsInt())
                                        .toLowerCase(Locale.ROOT)
                                        .startsWith(asset));
    }

    /** Whether there are volumes and each is said to be of something else. */
    static boolean hasOthersVolumeAlone(Header header, Sample sample) {
        return volume(header, sample).isEmpty()
                && header.names().stream()
                        .anyMatch(name -> name.startsWith("volume_") || name.endsWith("_volume"));
    }

    private static int[] columns(List<String> names, java.util.function.Predicate<String> rule) {
        return IntStream.range(0, names.size()).filter(i -> rule.test(names.get(i))).toArray();
    }

    private static boolean isOf(String name, String asset) {
        return name.equals("volume_" + asset) || name.equals(asset + "_volume");
    }

    private static Set<String> names(String asset) {
        String name = asset.toLowerCase(Locale.ROOT);
        return BITCOIN.contains(name) ? BITCOIN : Set.of(name);
    }
}
