package lab.lancer.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import lab.domain.Pair;
import lab.lancer.imports.format.Header;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Numbers;
import lab.lancer.imports.format.SaidColumns;
import lab.lancer.imports.format.Sample;
import lab.lancer.imports.format.Symbol;
import lab.lancer.imports.format.Times;
import lab.lancer.imports.known.Formats;
import lab.lancer.imports.rows.FileRows;
import lab.lancer.imports.rows.Row;
import lab.lancer.imports.rows.Rows;
import lab.lancer.warm.WarmTierException;

/**
 * A file of candles of one minute, or of trades, that somebody has. It is opened by looking at its
 * first rows, and then read once, front to back, in bounded memory.
 *
 * <p>Each row becomes a candle or is refused with its line and the reason; a file is refused as a
 * whole where its rows, each possible for itself, cannot be candles of a minute.
 */
public final class CandleFile implements AutoCloseable {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int FINE_ROWS_MIN = 10;

    private final Path path;
    private final Rows rows;
    private final FileHead head;
    private final Layout layout;
    private final OptionalInt asset;
    private final Numbers numbers;
    private final boolean isSaid;
    private final RowReader reader;
    private final Pair pair;
    private final boolean isOfMinutes;
    private final String recognised;

    private CandleFile(Path path, Rows rows, Pair pair, ReadAs said, Instant now)
            throws IOException, ImportException {
        this.path = path;
        this.rows = rows;
        this.pair = pair;
        this.isOfMinutes = said.isOfMinutes();
        this.head = FileHead.read(rows, said.hasNoHeader());
        if (head.isEmpty()) {
            throw new ImportException(
                    "import %s: it must hold rows, %s%s".formatted(path, instead(), cutOff()));
        }
        var sample =
                new Sample(
                        rows.kind().equals("JSON"),
                        rows.kind().equals("Feather"),
                        head.banner(),
                        head.header(),
                        head.cells(),
                        pair,
                        now);
        this.layout = layout(sample, said);
        this.asset =
                layout.symbol().isPresent()
                        ? OptionalInt.empty()
                        : sample.header().map(Header::asset).orElse(OptionalInt.empty());
        this.numbers = numbers(sample);
        this.isSaid = said.columns().isPresent();
        this.reader = new RowReader(layout, asset, numbers, width(sample), now);
        this.recognised = recognised(sample);
    }

    /** What its reader met at its end, as far as it has been read. */
    private String cutOff() {
        return rows.cut().map(why -> ", and is cut off: " + why).orElse("");
    }

    /** What a file has that has no rows. */
    private String instead() {
        if (!head.banner().isEmpty()) {
            return "has only words, \"%s\""
                    .formatted(new Header(List.of(head.banner().getFirst())));
        }
        if (head.header().isPresent()) {
            return "has only a header, \"%s\"".formatted(head.header().get());
        }
        return rows.kind().equals("JSON") ? "is JSON without an array of rows" : "is empty";
    }

    /**
     * Opens a file and recognises what it is.
     *
     * @param pair whose candles or trades it has
     * @param now no row may be later
     * @throws ImportException if it is empty, or nothing that is known
     * @throws IllegalArgumentException if what is said about it cannot be
     */
    public static CandleFile open(Path path, Pair pair, ReadAs said, Instant now)
            throws ImportException {
        try {
            Rows rows = FileRows.open(path);
            try {
                return new CandleFile(path, rows, pair, said, now);
            } catch (IOException | ImportException | RuntimeException e) {
                rows.close();
                throw e;
            }
        } catch (IOException e) {
            throw new ImportException("import %s: %s".formatted(path, e.getMessage()), e);
        }
    }

    private Layout layout(Sample sample, ReadAs said) throws ImportException {
        if (said.columns().isPresent()) {
            return SaidColumns.layout(said.columns().get());
        }
        if (head.isHidden() && rows.unit().equals("line") && !said.hasNoHeader()) {
            throw new ImportException(
                    "import %s: its first line cannot be read and may be its header%s; mend it, or say"
                                    .formatted(path, cutOff())
                            + " --no-header or --columns");
        }
        Optional<Layout> layout = Formats.recognise(sample);
        if (layout.isEmpty()) {
            String seen =
                    sample.header()
                            .map(header -> "the header \"%s\"".formatted(header))
                            .orElseGet(() -> firstRow(sample));
            throw new ImportException(
                    "import %s: its format must be known, has %s (%s)%s%s; say what its columns are, such as"
                                    .formatted(path, seen, rows.kind(), cutOff(), volumes(sample))
                            + " --columns time,open,high,low,close,volume, with - for one to skip");
        }
        return layout.get();
    }

    private static String volumes(Sample sample) {
        return Formats.hasOthersVolumeAlone(sample)
                ? ", no volume of which is said to be of " + sample.pair().base()
                : "";
    }

    private static String firstRow(Sample sample) {
        return sample.rows().isEmpty()
                ? "no row that can be read"
                : "no header, and the first row \"%s\""
                        .formatted(new Header(sample.rows().getFirst()));
    }

    private Numbers numbers(Sample sample) throws ImportException {
        List<String> cells = new ArrayList<>();
        for (List<String> row : sample.rows()) {
            for (int column : layout.columns().numbers()) {
                if (column < row.size()) {
                    cells.add(row.get(column));
                }
            }
        }
        return Numbers.of(cells)
                .orElseThrow(() ->
                        new ImportException(
                                "import %s: its numbers must be told from each other, are as 1,234,"
                                                .formatted(path)
                                        + " which may be a thousand or little more than one; write them"
                                        + " with a point"));
    }

    private int width(Sample sample) {
        int needed = layout.last() + 1;
        if (sample.header().isEmpty()) {
            return Math.max(needed, sample.width());
        }
        List<String> names = sample.header().get().written();
        int width = names.size();
        while (width > needed && names.get(width - 1).isEmpty()) {
            width--;
        }
        return Math.max(needed, width);
    }

    private String recognised(Sample sample) {
        String form =
                sample.rows().stream()
                        .filter(row -> row.size() > layout.columns().when().date())
                        .map(row -> row.get(layout.columns().when().date()))
                        .findFirst()
                        .map(Times::form)
                        .orElse("unknown");
        return "%s (%s; %s; times %s)"
                .formatted(
                        layout.format(),
                        rows.kind(),
                        sample.header().isPresent() ? "with a header" : "no header",
                        form);
    }

    /** What the file is, for people. */
    public String recognised() {
        return recognised;
    }

    /** Whether it has trades, and candles are made of them. */
    public boolean isOfTrades() {
        return layout.columns() instanceof Layout.Trade;
    }

    /**
     * Reads all of it.
     *
     * @return what came of it; with a refusal none of the candles that the sink was given may stay
     */
    public Tally read(CandleSink sink, ImportListener listener)
            throws IOException, WarmTierException {
        var count = new RowCount(path, rows.unit(), listener);
        Optional<String> refusal = lookAtHead();
        RowRun run =
                switch (layout.columns()) {
                    case Layout.Candle columns ->
                            new CandleRun(columns, reader, count, sink, isOfMinutes);
                    case Layout.Trade columns -> new TradeRun(columns, reader, count, sink, pair);
                };
        for (Optional<Row> row = next(); row.isPresent(); row = next()) {
            count.begin(row.get());
            if (refusal.isEmpty()) {
                refusal = run.take(row.get());
            }
        }
        if (refusal.isEmpty()) {
            refusal = run.end();
        }
        if (refusal.isEmpty()) {
            refusal = otherAround().map(this::ofOtherPair); // said behind the rows, or between
        }
        return refusal.isPresent()
                ? count.nothing(rows.cut(), refusal.get())
                : count.tally(rows.cut());
    }

    private Optional<Row> next() throws IOException {
        Optional<Row> early = head.next();
        return early.isPresent() ? early : rows.next();
    }

    /** What the first rows together say that none of them says alone. */
    private Optional<String> lookAtHead() {
        List<Instant> times = new ArrayList<>();
        Map<Duration, Integer> lengths = new HashMap<>();
        for (List<String> row : head.cells()) {
            try {
                times.add(reader.time(row));
                reader.length(row).ifPresent(length -> lengths.merge(length, 1, Integer::sum));
            } catch (IllegalArgumentException e) {
                // It is refused by its line
            }
        }
        Optional<String> other = otherPair().or(this::severalAssets).or(this::volumeInMoney);
        if (other.isPresent()) {
            return other;
        }
        return layout.columns() instanceof Layout.Trade trade
                ? newestFirst(times).or(() -> notOfTrades(trade, times))
                : notOfMinutes(times, lengths);
    }

    private Optional<String> otherPair() {
        Optional<String> inRows =
                layout.symbol().isEmpty() ? Optional.empty() : first(layout.symbol().getAsInt());
        return inRows.or(head::symbol)
                .filter(symbol -> !Symbol.mayBe(symbol, pair))
                .or(() ->
                        asset.stream()
                                .boxed()
                                .flatMap(column -> first(column).stream())
                                .filter(name -> Symbol.isOther(name, pair))
                                .findFirst())
                .or(this::otherAround)
                .map(this::ofOtherPair);
    }

    private String ofOtherPair(String symbol) {
        return "its symbol must be of %s, is %s; say that with --pair"
                .formatted(pair.name(), symbol);
    }

    /** The name of something may be a coin's by chance, link or dot; what is said of it is not. */
    private Optional<String> otherAround() {
        return rows.around().stream()
                .filter(it ->
                        Symbol.isOtherMarket(it.word(), pair)
                                || (!it.isName() && Symbol.isOther(it.word(), pair)))
                .map(Rows.Around::word)
                .findFirst();
    }

    /** Each minute's first row would be taken, of whichever asset that is. */
    private Optional<String> severalAssets() {
        if (asset.isEmpty()) {
            return Optional.empty();
        }
        List<String> assets =
                head.cells().stream()
                        .filter(row -> row.size() > asset.getAsInt())
                        .map(row -> row.get(asset.getAsInt()))
                        .distinct()
                        .toList();
        return assets.size() < 2
                ? Optional.empty()
                : Optional.of(
                        "its rows must be of one asset, are of %s and %s; put those of %s into a file of their own"
                                .formatted(assets.getFirst(), assets.get(1), pair.name()));
    }

    /** What the user says about a file's columns, is so. */
    private Optional<String> volumeInMoney() {
        var money = new MoneyVolume(layout.columns(), numbers, head.cells());
        OptionalInt coins = isSaid ? OptionalInt.empty() : money.coins();
        return coins.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "its volume must be of %s, %s is %s times the price; say which column is what"
                                        .formatted(
                                                pair.base(),
                                                column(money.volume()),
                                                column(coins.getAsInt()))
                                + " with --columns");
    }

    private String column(int column) {
        return head.header()
                .filter(header -> column < header.written().size())
                .map(header -> "\"%s\"".formatted(header.written().get(column)))
                .orElse("column " + (column + 1));
    }

    /** What the first row says there. */
    private Optional<String> first(int column) {
        return head.cells().stream()
                .filter(row -> row.size() > column && !row.get(column).isEmpty())
                .map(row -> row.get(column))
                .findFirst();
    }

    /**
     * Prices of whole minutes, hours or days look like trades that have no other times. What has an
     * exchange's number, or says when it was received, is a trade whatever its time.
     */
    private Optional<String> notOfTrades(Layout.Trade columns, List<Instant> times) {
        if (columns.id().isPresent() || columns.received().isPresent()) {
            return Optional.empty();
        }
        boolean areWhole = times.stream().allMatch(Times::isFullMinute);
        return times.size() >= FINE_ROWS_MIN && areWhole && !isOfMinutes
                ? Optional.of(
                        "its rows must be trades or have open, high, low and close, are prices of whole"
                                + " minutes; if they are trades, say --interval 1m")
                : Optional.empty();
    }

    private static Optional<String> newestFirst(List<Instant> times) {
        boolean isFalling = times.size() > 1 && times.getFirst().isAfter(times.getLast());
        for (int i = 1; isFalling && i < times.size(); i++) {
            isFalling = !times.get(i).isAfter(times.get(i - 1));
        }
        return isFalling
                ? Optional.of(
                        "its trades must begin with the oldest, begin with the newest; turn"
                                + " them round (tac) and import that")
                : Optional.empty();
    }

    private Optional<String> notOfMinutes(List<Instant> times, Map<Duration, Integer> lengths) {
        long different = times.stream().distinct().count();
        if (times.size() >= FINE_ROWS_MIN && different * FINE_ROWS_MIN <= times.size()) {
            return Optional.of(
                    "its rows must each have a minute of its own, are %d of %d, such as %s; if the time"
                                    .formatted(times.size(), different, times.getFirst())
                            + " of day is in a column of its own, say --columns date,time,open,…");
        }
        long within = times.stream().filter(time -> !Times.isFullMinute(time)).count();
        if (times.size() >= FINE_ROWS_MIN && within * 2 > times.size()) {
            return Optional.of(
                    "its candles must be of one minute, most begin within one; if it has trades, say"
                            + " --columns time,price,amount; else fetch candles of one minute (1m)");
        }
        return lengths.entrySet().stream()
                .filter(length -> length.getValue() * 2 > times.size())
                .filter(length -> !length.getKey().equals(MINUTE) && !isOfMinutes)
                .findFirst()
                .map(length -> CandleRun.coarse(length.getKey()));
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
