package lab.lancer.imports.format;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The zone of a file's times, as the names of their columns say it. */
public final class FileZone {
    private final Sample sample;
    private final Layout.When when;

    public FileZone(Sample sample, Layout.When when) {
        this.sample = sample;
        this.when = when;
    }

    /** The zone by the columns' names; UTC where they say none. */
    public ZoneId zone() {
        return named().flatMap(name -> Zones.of(name.zone())).orElse(ZoneOffset.UTC);
    }

    /** Why it cannot be known, and what to do. */
    public Optional<String> doubt() {
        if (named().isEmpty() || when.zone().isPresent()) {
            return Optional.empty();
        }
        ZonedName name = named().get();
        Optional<ZoneId> zone = Zones.of(name.zone());
        List<String> times = times().filter(time -> !Times.saysZone(time)).toList();
        if (times.isEmpty() || zone.equals(Optional.of(ZoneOffset.UTC))) {
            return Optional.empty();
        }
        if (times.stream().anyMatch(Times::isNumber)) {
            return Optional.of(
                    "its times must be of one zone, are numbers since 1970, which are UTC, under a name"
                            + " that says \"%s\"; if they are UTC, say --zone UTC"
                                    .formatted(name.zone()));
        }
        return zone.isPresent()
                ? Optional.empty()
                : Optional.of(
                        "its zone must be known, \"%s\" may be more than one; say --zone with an offset or"
                                        .formatted(name.zone())
                                + " a region, such as --zone -05:00 or --zone America/New_York");
    }

    /** Whether it has times that say nothing of what the user says is their zone. */
    public boolean isOfNumbers() {
        return times().anyMatch(Times::isNumber);
    }

    private Optional<ZonedName> named() {
        return sample.header().stream()
                .flatMap(header ->
                        Stream.concat(Stream.of(when.date()), when.timeOfDay().stream().boxed())
                                .filter(column -> column < header.written().size())
                                .map(header.written()::get))
                .flatMap(name -> ZonedName.of(name).stream())
                .findFirst();
    }

    private Stream<String> times() {
        return sample.rows().stream()
                .filter(row -> row.size() > when.date())
                .filter(row ->
                        when.timeOfDay().isEmpty() || row.size() > when.timeOfDay().getAsInt())
                .map(row ->
                        when.timeOfDay().isPresent()
                                ? row.get(when.date()) + " " + row.get(when.timeOfDay().getAsInt())
                                : row.get(when.date()))
                .filter(time -> !time.isBlank());
    }
}
