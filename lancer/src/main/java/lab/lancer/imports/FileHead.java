package lab.lancer.imports;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import lab.lancer.imports.format.Header;
import lab.lancer.imports.format.Numbers;
import lab.lancer.imports.format.Times;
import lab.lancer.imports.rows.Row;
import lab.lancer.imports.rows.Rows;

/**
 * A file's beginning: the banner and the header if it has them, and its first rows, which are still
 * to be imported. Only what is surely neither a candle nor a trade counts as banner or header.
 */
final class FileHead {
    /** So many rows are looked at to recognise a format. */
    private static final int ROWS_MAX = 1_000;

    private static final int BANNER_CELLS_MAX = 2;
    private static final int BANNER_LINES_MAX = 20;

    private final List<String> banner = new ArrayList<>();
    private final Deque<Row> rows = new ArrayDeque<>();
    private Optional<Header> header;
    private Optional<String> symbol = Optional.empty();

    private FileHead(Optional<Header> header) {
        this.header = header;
    }

    static FileHead read(Rows from, boolean hasNoHeader) throws IOException {
        var head = new FileHead(from.names().map(Header::new));
        boolean isAbove = head.header.isEmpty();
        Optional<Row> next = from.next();
        while (next.isPresent()) {
            Row row = next.get();
            if (isAbove && row instanceof Row.Cells(long _, List<String> cells)) {
                if (head.banner.size() < BANNER_LINES_MAX && isBanner(cells)) {
                    head.banner.add(String.join(" ", cells));
                    next = from.next();
                    continue;
                }
                isAbove = false;
                if (!hasNoHeader && isHeader(cells)) {
                    head.header = Optional.of(new Header(cells));
                    next = head.readTicker(from);
                    isAbove = head.dropRemark(next);
                    continue;
                }
            }
            isAbove = isAbove && row instanceof Row.Broken; // a remark in another character set
            head.rows.add(row);
            if (head.rows.size() == ROWS_MAX) {
                break;
            }
            next = from.next();
        }
        return head;
    }

    /**
     * Newer versions of yfinance write a header of three lines: what the columns are, of which
     * ticker, and the name of the column of times alone.
     */
    private Optional<Row> readTicker(Rows from) throws IOException {
        Optional<Row> second = from.next();
        if (header.isEmpty()
                || !(second.orElse(null) instanceof Row.Cells(long _, List<String> tickers))
                || !isNamed(tickers, "ticker")
                || !isNamed(header.get().written(), "price")) {
            return second;
        }
        List<String> names = new ArrayList<>(header.get().written());
        Optional<Row> third = from.next();
        symbol = tickers.stream().skip(1).filter(ticker -> !ticker.isEmpty()).findFirst();
        if (third.orElse(null) instanceof Row.Cells(long _, List<String> times) && isWords(times)) {
            names.set(0, times.getFirst());
            third = from.next();
        }
        header = Optional.of(new Header(names));
        return third;
    }

    /** A remark with commas in it looks like a header until the header comes. */
    private boolean dropRemark(Optional<Row> next) {
        boolean isRemark =
                header.isPresent()
                        && header.get().written().getFirst().startsWith("#")
                        && next.orElse(null) instanceof Row.Cells(long _, List<String> cells)
                        && (isHeader(cells) || cells.getFirst().startsWith("#"))
                        && banner.size() < BANNER_LINES_MAX;
        if (isRemark) {
            banner.add(String.join(" ", header.orElseThrow().written()));
            header = Optional.empty();
        }
        return isRemark;
    }

    private static boolean isNamed(List<String> cells, String name) {
        return cells.getFirst().equalsIgnoreCase(name);
    }

    /** Few words, and no number: an address, a title, a remark, a spreadsheet's "sep=;". */
    private static boolean isBanner(List<String> cells) {
        List<String> full = cells.stream().filter(cell -> !cell.isEmpty()).toList();
        boolean isRemark = !full.isEmpty() && full.getFirst().startsWith("#") && !isHeader(cells);
        return isRemark || (full.size() <= BANNER_CELLS_MAX && isWords(full));
    }

    /** Whether it has the names of columns for all that its cells show. */
    static boolean isHeader(List<String> cells) {
        return cells.stream().filter(cell -> !cell.isEmpty()).count() > BANNER_CELLS_MAX
                && isWords(cells);
    }

    private static boolean isWords(List<String> cells) {
        return cells.stream().anyMatch(cell -> cell.chars().anyMatch(Character::isLetter))
                && cells.stream()
                        .noneMatch(cell -> Numbers.isNumber(cell) || isTime(cell) || isNaN(cell));
    }

    private static boolean isNaN(String cell) {
        return cell.equalsIgnoreCase("nan");
    }

    private static boolean isTime(String cell) {
        try {
            Times.parse(cell);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    List<String> banner() {
        return List.copyOf(banner);
    }

    Optional<Header> header() {
        return header;
    }

    /** The pair that stands above the rows. */
    Optional<String> symbol() {
        return symbol;
    }

    /** Cells of the first rows. */
    List<List<String>> cells() {
        List<List<String>> cells = new ArrayList<>();
        for (Row row : rows) {
            if (row instanceof Row.Cells(long _, List<String> each)) {
                cells.add(each);
            }
        }
        return cells;
    }

    /** Whether the header stands in a line that cannot be read, or whose cells cannot be parted. */
    boolean isHidden() {
        return header.isEmpty()
                && (rows.peek() instanceof Row.Broken
                        || banner.stream().anyMatch(FileHead::namesPrices));
    }

    private static boolean namesPrices(String line) {
        String words = line.toLowerCase(Locale.ROOT);
        return Stream.of("high", "low", "close").allMatch(words::contains);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The next of the first rows; none behind the last. */
    Optional<Row> next() {
        return Optional.ofNullable(rows.poll());
    }
}
