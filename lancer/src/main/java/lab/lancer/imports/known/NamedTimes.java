package lab.lancer.imports.known;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lab.lancer.imports.format.Header;
import lab.lancer.imports.format.Layout;
import lab.lancer.imports.format.Sample;
import lab.lancer.imports.format.ZonedName;
import lab.lancer.imports.format.Zones;

/**
 * The columns of times by their names. Where a file has several, what says that it is a begin comes
 * first, then what cannot be of another zone than UTC; an end is taken where there is nothing else.
 */
final class NamedTimes {
    private static final List<String> BEGINS =
            List.of(
                    "open_time",
                    "opentime",
                    "time_period_start",
                    "period_start",
                    "window_start",
                    "start",
                    "start_time",
                    "start_at",
                    "unix",
                    "unix_timestamp",
                    "unix_time",
                    "timestamp_ms",
                    "epoch");
    private static final List<String> WRITTEN =
            List.of("timestamp", "time", "datetime", "date_time", "date");
    private static final List<String> OTHERS =
            List.of("transact_time", "trade_time", "starttime", "mts", "ts", "t", "ticks");
    private static final List<String> ENDS =
            List.of(
                    "close_time",
                    "closetime",
                    "end",
                    "end_time",
                    "endtime",
                    "end_at",
                    "window_end",
                    "period_end",
                    "time_period_end",
                    "bar_end",
                    "etime");
    private static final String[] ZONES = {
        "timezone", "time_zone", "tz", "zone", "utc_offset", "gmt_offset", "tz_offset"
    };

    /** As pandas names the values by which a table is indexed. */
    private static final List<String> INDEXES = List.of("", "index", "unnamed_0", "index_level_0");

    private NamedTimes() {}

    /** The first column by name that also has times, or the first by name. */
    static Optional<Layout.When> when(Header header, Sample sample) {
        List<Integer> dates = find(header, List.of("date")).toList();
        List<Integer> clocks =
                find(header, List.of("time")).filter(time -> !sample.hasTimes(time)).toList();
        Optional<Layout.When> parted =
                dates.isEmpty() || clocks.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Layout.When.at(dates.getFirst(), clocks.getFirst()));
        return first(exact(header, BEGINS), sample)
                .or(() -> parted)
                .or(() -> first(utc(header), sample))
                .or(() -> first(exact(header, WRITTEN), sample))
                .or(() -> first(exact(header, OTHERS), sample))
                .or(() -> first(find(header, BEGINS), sample))
                .or(() -> first(find(header, WRITTEN), sample))
                .or(() -> unnamed(header, sample))
                .or(() -> first(exact(header, ENDS), sample).map(Layout.When::end))
                .or(() -> any(header))
                .map(when -> when.in(header.find(ZONES)));
    }

    /** The column that says when a candle ends. */
    static OptionalInt end(Header header) {
        return header.find(ENDS.toArray(String[]::new));
    }

    private static Optional<Layout.When> first(Stream<Integer> columns, Sample sample) {
        return columns.filter(sample::hasTimes).findFirst().map(Layout.When::at);
    }

    private static Optional<Layout.When> any(Header header) {
        return Stream.of(BEGINS, WRITTEN, OTHERS)
                .flatMap(names -> find(header, names))
                .findFirst()
                .map(Layout.When::at);
    }

    private static Stream<Integer> exact(Header header, List<String> names) {
        return names.stream().flatMap(name -> header.find(name).stream().boxed());
    }

    /** Also those that say their zone: {@code Date (EST)} is a date. */
    private static Stream<Integer> find(Header header, List<String> names) {
        Stream<Integer> zoned =
                zoned(header)
                        .filter(column -> names.contains(base(header, column).orElse("")))
                        .boxed();
        return Stream.concat(exact(header, names), zoned);
    }

    private static Stream<Integer> utc(Header header) {
        return zoned(header)
                .filter(column -> WRITTEN.contains(base(header, column).orElse("")))
                .filter(column -> zone(header, column).equals(Optional.of(ZoneOffset.UTC)))
                .boxed();
    }

    private static IntStream zoned(Header header) {
        return IntStream.range(0, header.names().size())
                .filter(column -> ZonedName.of(header.written().get(column)).isPresent());
    }

    private static Optional<String> base(Header header, int column) {
        return ZonedName.of(header.written().get(column)).map(ZonedName::base).map(Header::plain);
    }

    private static Optional<ZoneId> zone(Header header, int column) {
        return ZonedName.of(header.written().get(column)).map(ZonedName::zone).flatMap(Zones::of);
    }

    private static Optional<Layout.When> unnamed(Header header, Sample sample) {
        return first(exact(header, INDEXES), sample);
    }
}
