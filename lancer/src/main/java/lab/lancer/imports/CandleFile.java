package lab.lancer.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import lab.domain.Pair;
import lab.lancer.imports.format.FileZone;
import lab.lancer.imports.format.Header;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Numbers;
import lab.lancer.imports.format.SaidColumns;
import lab.lancer.imports.format.Sample;
import lab.lancer.imports.format.TimeForm;
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
    private final Path path;
    private final Rows rows;
    private final FileHead head;
    private final Layout layout;
    private final int width;
    private final RowReader reader;
    private final FirstLook look;
    private final NewHeader newHeader;
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
                        TimeForm.of(head.cells(), said.zone(), said.dates()),
                        now);
        this.layout = layout(sample, said);
        OptionalInt asset =
                layout.symbol().isPresent()
                        ? OptionalInt.empty()
                        : sample.header().map(Header::asset).orElse(OptionalInt.empty());
        Numbers numbers = numbers(sample);
        this.width = width(sample);
        var guard = new RowGuard(layout, head.header(), asset, lastWhole(now));
        this.reader = new RowReader(layout, guard, numbers, width, form(sample, said), now);
        this.look = new FirstLook(path, head, rows, layout, asset, numbers, pair, reader, said);
        this.newHeader = new NewHeader(head.header(), rows.unit());
        this.recognised = recognised(sample);
    }

    /** Kraken's answer ends with a candle that had not ended, and says which had. */
    private Optional<Instant> lastWhole(Instant now) {
        List<Rows.Around> around = rows.around();
        return IntStream.range(1, around.size())
                .filter(i -> head.header().isEmpty() && around.get(i - 1).word().equals("last"))
                .mapToObj(i -> around.get(i).word())
                .filter(time -> TimeForm.UTC.isTime(time, now))
                .map(TimeForm.UTC::parse)
                .findFirst();
    }

    private TimeForm form(Sample sample, ReadAs said) throws ImportException {
        var zone = new FileZone(sample, layout.columns().when());
        if (said.zone().isPresent()) {
            boolean isUtc = said.zone().get().equals(ZoneOffset.UTC);
            if (!isUtc && zone.isOfNumbers()) {
                throw new ImportException(
                        "import %s: --zone goes with times that are written out, has numbers since 1970, which are UTC"
                                .formatted(path));
            }
            return sample.form();
        }
        Optional<String> doubt = zone.doubt();
        if (doubt.isPresent()) {
            throw new ImportException("import %s: %s".formatted(path, doubt.get()));
        }
        return sample.form().in(zone.zone());
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
        Optional<String> unusable = Formats.unusable(sample);
        if (unusable.isPresent()) {
            throw new ImportException("import %s: %s".formatted(path, unusable.get()));
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
        Optional<String> refusal = look.refusal();
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
            refusal = look.otherAround(); // said behind the rows, or between
        }
        return refusal.isPresent()
                ? count.nothing(rows.cut(), refusal.get())
                : count.tally(rows.cut());
    }

    /** What cannot be told of a file that has been read, and costs no row. */
    public Optional<String> remark() {
        boolean isOfNumber = layout.columns().numbers().contains(width - 1);
        return rows.endsOpen() && isOfNumber
                ? Optional.of(
                        "its last line has no line end; if the file was cut off there, the last number may"
                                + " lack digits")
                : Optional.empty();
    }

    private Optional<Row> next() throws IOException {
        Optional<Row> early = head.next();
        return (early.isPresent() ? early : rows.next()).map(newHeader::see);
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
