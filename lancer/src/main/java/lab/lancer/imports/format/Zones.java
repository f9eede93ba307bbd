package lab.lancer.imports.format;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Zones of times as files name them: UTC, an offset, or a region of the time zone database. A short
 * name such as EST is none: some mean by it winter's offset, some New York's clock, some Sydney's.
 */
public final class Zones {
    private static final Set<String> UTC = Set.of("Z", "UTC", "GMT", "ETC/UTC", "ETC/GMT");
    private static final Pattern OFFSET =
            Pattern.compile("(?:UTC|GMT)?\\s*([+-])\\s*([0-9]{1,2})(?::?([0-9]{2}))?");
    private static final Map<String, String> REGIONS =
            ZoneId.getAvailableZoneIds().stream()
                    .filter(id -> id.indexOf('/') > 0)
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    id -> id.toUpperCase(Locale.ROOT),
                                    Function.identity(),
                                    (one, other) -> one));

    private Zones() {}

    /** The zone that a word names; empty if it is not known for sure. */
    public static Optional<ZoneId> of(String word) {
        String name = word.strip().toUpperCase(Locale.ROOT);
        if (UTC.contains(name)) {
            return Optional.of(ZoneOffset.UTC);
        }
        Matcher offset = OFFSET.matcher(name);
        if (!offset.matches()) {
            return Optional.ofNullable(REGIONS.get(name)).map(ZoneId::of);
        }
        int sign = offset.group(1).equals("-") ? -1 : 1;
        int minutes = offset.group(3) == null ? 0 : Integer.parseInt(offset.group(3));
        try {
            return Optional.of(
                    ZoneOffset.ofHoursMinutes(
                            sign * Integer.parseInt(offset.group(2)), sign * minutes));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * The offset of a zone's clock when it shows a time.
     *
     * @throws IllegalArgumentException if it shows that time twice, or never
     */
    static ZoneOffset offset(LocalDateTime local, ZoneId zone) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (offsets.size() != 1) {
            throw new IllegalArgumentException(
                    "time: must be there once on the clock of %s, where %s is %s"
                            .formatted(
                                    zone, local, offsets.isEmpty() ? "left out" : "there twice"));
        }
        return offsets.getFirst();
    }
}
