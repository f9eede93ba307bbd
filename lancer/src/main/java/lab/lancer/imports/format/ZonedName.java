package lab.lancer.imports.format;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a column that says beside what it has a zone of time: {@code Date (EST)}, {@code
 * time_utc+8}, {@code Gmt time}.
 *
 * @param base the rest of the name
 * @param zone as it is written there
 */
public record ZonedName(String base, String zone) {
    private static final String SIGNED = "[+-]\\s*[0-9]{1,2}(?::?[0-9]{2})?";
    private static final Pattern IN_BRACKETS =
            Pattern.compile("(.*?)[\\s_]*[(\\[]\\s*([^()\\[\\]]+?)\\s*[)\\]]");
    private static final Pattern OFFSET_BEHIND =
            Pattern.compile(
                    "(.*?)[\\s_-]*((?:UTC|GMT)\\s*(?:" + SIGNED + ")?|" + SIGNED + ")",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern WORD_BEHIND =
            Pattern.compile("(.*?)[\\s_-]+([A-Za-z]+(?:/[A-Za-z_/]+)?)");
    private static final Pattern WORD_BEFORE = Pattern.compile("([A-Za-z]+)[\\s_-]+(.*)");
    private static final Pattern LETTERS = Pattern.compile("[A-Z]{2,5}");

    /** Names of zones, none of which but UTC is one for sure. */
    private static final Set<String> WORDS =
            Set.of(
                    "UTC",
                    "GMT",
                    "LOCAL",
                    "EXCHANGE",
                    "ET",
                    "CT",
                    "MT",
                    "PT",
                    "EST",
                    "EDT",
                    "CST",
                    "CDT",
                    "MST",
                    "MDT",
                    "PST",
                    "PDT",
                    "WET",
                    "CET",
                    "CEST",
                    "MEZ",
                    "MESZ",
                    "EET",
                    "EEST",
                    "BST",
                    "MSK",
                    "IST",
                    "SGT",
                    "HKT",
                    "JST",
                    "KST",
                    "AEST",
                    "AEDT",
                    "BRT",
                    "WIB");

    /** What stands in brackets behind a time and is none. */
    private static final Set<String> UNITS =
            Set.of("S", "SEC", "MS", "US", "NS", "UNIX", "EPOCH", "ISO", "OPEN", "START", "END");

    /** The zone that a name says, if it says one. */
    public static Optional<ZonedName> of(String written) {
        String name = written.strip();
        Matcher brackets = IN_BRACKETS.matcher(name);
        if (brackets.matches()) {
            String inside = brackets.group(2);
            return isZone(inside) || isShort(inside)
                    ? Optional.of(new ZonedName(brackets.group(1), inside))
                    : Optional.empty();
        }
        Matcher offset = OFFSET_BEHIND.matcher(name);
        if (offset.matches() && !offset.group(1).isEmpty()) {
            return Optional.of(new ZonedName(offset.group(1), offset.group(2)));
        }
        Matcher behind = WORD_BEHIND.matcher(name);
        if (behind.matches() && isZone(behind.group(2))) {
            return Optional.of(new ZonedName(behind.group(1), behind.group(2)));
        }
        Matcher before = WORD_BEFORE.matcher(name);
        return before.matches() && isZone(before.group(1))
                ? Optional.of(new ZonedName(before.group(2), before.group(1)))
                : Optional.empty();
    }

    private static boolean isZone(String word) {
        return WORDS.contains(word.toUpperCase(Locale.ROOT)) || Zones.of(word).isPresent();
    }

    private static boolean isShort(String word) {
        return LETTERS.matcher(word).matches() && !UNITS.contains(word);
    }
}
