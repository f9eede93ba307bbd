package lab.lancer.imports;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lab.domain.Pair;
import lab.lancer.imports.format.Header;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.MoneyVolume;
import lab.lancer.imports.format.Numbers;
import lab.lancer.imports.format.Symbol;
import lab.lancer.imports.format.Times;
import lab.lancer.imports.format.Zones;
import lab.lancer.imports.rows.Rows;

/** What the first rows of a file together say that none of them says alone. */
final class FirstLook {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int FINE_ROWS_MIN = 10;

    /** Fewer rows within a minute may be strays. */
    private static final int ROWS_WITHIN_MIN = 3;

    /** One amount in so many below zero is no mistake, but says who sold. */
    private static final int SIGNED_OF = 10;

    /** Names under which answers of an exchange say the zone of their times. */
    private static final Set<String> ZONES =
            Set.of("timezone", "time_zone", "tz", "exchange_timezone");

    /** As Cryptowatch names the seconds of an interval. */
    private static final Set<String> SECONDS =
            Set.of(
                    "60", "180", "300", "900", "1800", "3600", "7200", "14400", "21600", "43200",
                    "86400", "259200", "604800");

    private static final Pattern ZONE_ABOVE =
            Pattern.compile("(?i)\\b(?:time ?)?zone\\b\\W*([A-Za-z][A-Za-z0-9/_+:-]*|[+-][0-9:]+)");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    private static final Pattern NO_WORD = Pattern.compile("[^A-Za-z0-9]+");

    private final Path path;
    private final FileHead head;
    private final List<List<String>> rows;
    private final Rows source;
    private final Layout layout;
    private final OptionalInt asset;
    private final Numbers numbers;
    private final Pair pair;
    private final RowReader reader;
    private final ReadAs said;

    FirstLook(
            Path path,
            FileHead head,
            Rows source,
            Layout layout,
            OptionalInt asset,
            Numbers numbers,
            Pair pair,
            RowReader reader,
            ReadAs said) {
        this.path = path;
        this.head = head;
        this.rows = head.cells();
        this.source = source;
        this.layout = layout;
        this.asset = asset;
        this.numbers = numbers;
        this.pair = pair;
        this.reader = reader;
        this.said = said;
    }

    /** Why nothing of the file can be taken, if they show that. */
    Optional<String> refusal() {
        List<Instant> times = new ArrayList<>();
        Map<Duration, Integer> lengths = new HashMap<>();
        for (List<String> row : rows) {
            try {
                times.add(reader.time(row));
                reader.length(row).ifPresent(length -> lengths.merge(length, 1, Integer::sum));
            } catch (IllegalArgumentException e) {
                // It is refused by its line
            }
        }
        Optional<String> other =
                otherPair()
                        .or(this::severalAssets)
                        .or(this::otherName)
                        .or(this::spreadsheetDays)
                        .or(this::daysUntold)
                        .or(this::clocksUntold)
                        .or(this::zonesUntold)
                        .or(this::zoneAround)
                        .or(this::ofCryptowatch)
                        .or(this::otherVolume);
        if (other.isPresent()) {
            return other;
        }
        return layout.columns() instanceof Layout.Trade trade
                ? newestFirst(times).or(() -> notOfTrades(trade, times)).or(() -> signed(trade))
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
                .map(this::ofOtherPair)
                .or(this::otherAround);
    }

    private String ofOtherPair(String symbol) {
        return "its symbol must be of %s, is %s; say that with --pair"
                .formatted(pair.name(), symbol);
    }

    /**
     * Another market that is named around the rows. The name of something may be a coin's by
     * chance, link or dot; what is said of it is not.
     */
    Optional<String> otherAround() {
        return source.around().stream()
                .filter(it ->
                        Symbol.isOtherMarket(it.word(), pair)
                                || (!it.isName() && Symbol.isOther(it.word(), pair)))
                .map(Rows.Around::word)
                .findFirst()
                .map(this::ofOtherPair);
    }

    /** Files of an exchange say their market by their name alone. */
    private Optional<String> otherName() {
        return layout.symbol().isPresent()
                ? Optional.empty()
                : NO_WORD.splitAsStream(path.getFileName().toString())
                        .filter(word -> Symbol.isOtherMarket(word, pair))
                        .findFirst()
                        .map(word ->
                                "its name must be of %s, says %s; say that with --pair, or give it another name"
                                        .formatted(pair.name(), word));
    }

    /** Each minute's first row would be taken, of whichever asset that is. */
    private Optional<String> severalAssets() {
        if (asset.isEmpty()) {
            return Optional.empty();
        }
        List<String> assets =
                rows.stream()
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

    /** Days since 1900, and their fractions. */
    private Optional<String> spreadsheetDays() {
        return mostTimes(Times::isSpreadsheetDay)
                ? Optional.of(
                        "its times must be written out or since 1970, are a spreadsheet's days, such as %s;"
                                        .formatted(first(layout.columns().when().date()).orElse(""))
                                + " give that column the format yyyy-mm-dd hh:mm:ss and save it again")
                : Optional.empty();
    }

    private Optional<String> daysUntold() {
        return reader.form().dates().isEmpty() && mostTimes(Times::isYearLast)
                ? Optional.of(
                        "its dates must tell day and month apart, are such as %s;"
                                        .formatted(first(layout.columns().when().date()).orElse(""))
                                + " say --dates dmy if the day is first, or --dates mdy")
                : Optional.empty();
    }

    /** Whoever takes 000100 for a number writes 100, and 001000 as 1000, which is ten o'clock. */
    private Optional<String> clocksUntold() {
        OptionalInt column = layout.columns().when().timeOfDay();
        if (column.isEmpty()) {
            return Optional.empty();
        }
        List<String> clocks =
                rows.stream()
                        .filter(row -> row.size() > column.getAsInt())
                        .map(row -> row.get(column.getAsInt()))
                        .filter(clock -> DIGITS.matcher(clock).matches())
                        .toList();
        return clocks.stream()
                .filter(clock -> clock.length() != clocks.getFirst().length())
                .findFirst()
                .map(clock ->
                        "its times of day must have all their digits, are as %s and %s; write them as 000100"
                                .formatted(clocks.getFirst(), clock));
    }

    /** Of rows that say their zone themselves. */
    private Optional<String> zonesUntold() {
        OptionalInt column = layout.columns().when().zone();
        if (column.isEmpty() || reader.form().isSaid()) {
            return Optional.empty();
        }
        List<String> unknown =
                rows.stream()
                        .filter(row -> row.size() > column.getAsInt())
                        .map(row -> row.get(column.getAsInt()))
                        .filter(zone -> Zones.of(zone).isEmpty())
                        .toList();
        return unknown.size() * 2 <= rows.size()
                ? Optional.empty()
                : Optional.of(
                        "its zones must be known, \"%s\" may be more than one; say --zone with an offset"
                                        .formatted(unknown.getFirst())
                                + " or a region, such as --zone -05:00 or --zone America/New_York");
    }

    private Optional<String> zoneAround() {
        if (reader.form().isSaid()
                || mostTimes(time -> Times.isNumber(time) || Times.saysZone(time))) {
            return Optional.empty();
        }
        List<Rows.Around> around = source.around();
        Stream<String> inJson =
                IntStream.range(1, around.size())
                        .filter(i -> around.get(i - 1).isName() && !around.get(i).isName())
                        .filter(i -> ZONES.contains(Header.plain(around.get(i - 1).word())))
                        .mapToObj(i -> around.get(i).word());
        Stream<String> above =
                head.banner().stream()
                        .flatMap(line -> ZONE_ABOVE.matcher(line).results())
                        .map(zone -> zone.group(1));
        return Stream.concat(inJson, above)
                .filter(zone -> !Zones.of(zone).equals(Optional.of(ZoneOffset.UTC)))
                .findFirst()
                .map(zone ->
                        "its times may be of %s, of which it speaks; say --zone %s or --zone UTC"
                                .formatted(zone, zone));
    }

    private Optional<String> ofCryptowatch() {
        return said.columns().isPresent()
                ? Optional.empty()
                : source.around().stream()
                        .filter(it -> it.isName() && SECONDS.contains(it.word()))
                        .findFirst()
                        .map(it ->
                                "its rows stand under \"%s\", as Cryptowatch has its intervals, whose times are"
                                                .formatted(it.word())
                                        + " the ends of candles; keep the rows of 60 alone and say --columns"
                                        + " end,open,high,low,close,volume");
    }

    private boolean mostTimes(java.util.function.Predicate<String> rule) {
        int column = layout.columns().when().date();
        return rows.stream()
                                .filter(row -> row.size() > column && rule.test(row.get(column)))
                                .count()
                        * 2
                > rows.size();
    }

    /** What the user says about a file's columns, is so. */
    private Optional<String> otherVolume() {
        return said.columns().isPresent()
                ? Optional.empty()
                : new MoneyVolume(layout.columns(), numbers, rows)
                        .wrong(this::column)
                        .map(why ->
                                "its volume must be of %s, %s; say which column is what with --columns"
                                        .formatted(pair.base(), why));
    }

    private String column(int column) {
        return head.header()
                .map(Header::written)
                .filter(written -> column < written.size())
                .map(written -> "\"%s\"".formatted(written.get(column)))
                .orElse("column " + (column + 1));
    }

    /** What the first row says there. */
    private Optional<String> first(int column) {
        return rows.stream()
                .filter(row -> row.size() > column && !row.get(column).isEmpty())
                .map(row -> row.get(column))
                .findFirst();
    }

    /** Some exchanges give what a taker sold a sign. */
    private Optional<String> signed(Layout.Trade columns) {
        long below =
                rows.stream()
                        .filter(row -> row.size() > columns.size())
                        .filter(row -> row.get(columns.size()).matches("-.*[1-9].*"))
                        .count();
        return below > 1 && below * SIGNED_OF >= rows.size()
                ? Optional.of(
                        "its amounts must be above zero, %d of the first %d are below, as where that says"
                                        .formatted(below, rows.size())
                                + " who sold; write them without a sign")
                : Optional.empty();
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
        return times.size() >= FINE_ROWS_MIN && areWhole && !said.isOfMinutes()
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
        if (times.size() >= ROWS_WITHIN_MIN && (within * 2 > times.size() || areFine(times))) {
            return Optional.of(
                    "its candles must be of one minute, most begin within one; if it has trades, say"
                            + " --columns time,price,amount; else fetch candles of one minute (1m)");
        }
        return lengths.entrySet().stream()
                .filter(length -> length.getValue() * 2 > times.size())
                .filter(length -> !length.getKey().equals(MINUTE) && !said.isOfMinutes())
                .findFirst()
                .map(length -> CandleRun.coarse(length.getKey()));
    }

    /** Whether most rows lie less than a minute behind, or before, the one above. */
    private static boolean areFine(List<Instant> times) {
        long fine =
                IntStream.range(1, times.size())
                        .mapToObj(i -> Duration.between(times.get(i - 1), times.get(i)).abs())
                        .filter(step -> step.isPositive() && step.compareTo(MINUTE) < 0)
                        .count();
        return fine * 2 > times.size() - 1;
    }
}
