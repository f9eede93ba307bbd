package lab.analyst.check;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the numbers of a text, in digits and in words. A digit that is part of no number that can
 * be read is found too, as a problem: nothing that might be a number is passed over.
 */
final class NumberScan {
    /** At most twelve digits before the point: no price is longer. */
    private static final Pattern NUMBER =
            Pattern.compile(
                    "(?<sign>(?<![\\p{L}\\p{N})%.,])[+-])?(?<money>\\p{Sc} ?)?"
                            + "(?<sign2>(?<=\\p{Sc} ?)[+-])?"
                            + "(?<digits>\\d{1,3}(?:(?<group>[,'’_ ])\\d{3})(?:\\k<group>\\d{3})*"
                            + "(?!\\d)|\\d{1,12})(?<fraction>\\.\\d{1,12})?"
                            + "(?<scale> ?(?:k|thousand|mn|million|bn|billion)(?![\\p{L}\\p{N}]))?",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern UNIT =
            Pattern.compile(
                    "[ -]?(?:(?<percent>%|percent(?:age points?|ile)?|per cent|pct|pp)"
                            + "|(?<basis>bps?|basis points?)"
                            + "|(?<times>x|×|times|-?fold)"
                            + "|(?<minutes>minutes?|mins?)|(?<hours>hours?|hrs?)"
                            + "|(?<money>usd|usdt|usdc|eur|gbp|dollars?|euros?|pounds?|\\p{Sc})"
                            + "|(?<other>seconds?|secs?|days?|weeks?|fortnights?|months?|years?"
                            + "|decades?|cents?|pence|yen|jpy|yuan|cny|rmb|chf|francs?|rupees?"
                            + "|won|satoshis?|sats|pips?|per ?mille?|ppm|‰|‱))(?![\\p{L}\\p{N}])",
                    Pattern.CASE_INSENSITIVE);

    private final String text;
    private final List<SaidNumber> numbers = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();

    private NumberScan(String text) {
        this.text = text;
    }

    /**
     * What was found.
     *
     * @param unreadable what looks like a number and is none that can be read
     * @param rest the text with {@code #} in the place of each number and its unit
     */
    record Found(List<SaidNumber> numbers, List<String> unreadable, String rest) {}

    /** Scans a text that {@link Narrative} has brought into plain form. */
    static Found in(String plain) {
        var scan = new NumberScan(plain);
        String rest = SpelledNumbers.in(scan.digits(), scan.numbers, scan.unreadable);
        return new Found(List.copyOf(scan.numbers), List.copyOf(scan.unreadable), rest);
    }

    /** Takes the numbers in digits; gives what is left of the text. */
    private String digits() {
        var rest = new StringBuilder(text);
        Matcher matcher = NUMBER.matcher(text);
        int from = 0;
        while (matcher.find(from)) {
            int end = matcher.end();
            Matcher unit = UNIT.matcher(text).region(end, text.length());
            boolean hasUnit = unit.lookingAt();
            int endWithUnit = hasUnit ? unit.end() : end;
            if (isPartOfWord(matcher.start(), endWithUnit)) {
                unreadable.add(around(matcher.start(), endWithUnit));
            } else {
                numbers.add(number(matcher, hasUnit ? kind(unit) : SaidNumber.Kind.PLAIN));
            }
            blank(rest, matcher.start(), endWithUnit);
            from = endWithUnit;
        }
        return rest.toString();
    }

    private SaidNumber number(Matcher matcher, SaidNumber.Kind unit) {
        String fraction = matcher.group("fraction") == null ? "" : matcher.group("fraction");
        String digits = matcher.group("digits").replaceAll("\\D", "") + fraction;
        int scale = matcher.group("scale") == null ? 0 : zeros(matcher.group("scale"));
        boolean isMoney = matcher.group("money") != null && unit == SaidNumber.Kind.PLAIN;
        String sign =
                matcher.group("sign") == null ? matcher.group("sign2") : matcher.group("sign");
        return new SaidNumber(
                matcher.group().strip(),
                new BigDecimal(digits).scaleByPowerOfTen(scale),
                Math.max(0, fraction.length() - 1) - scale,
                sign(sign == null ? "" : sign.strip()),
                isMoney ? money(matcher.group("money").strip()) : unit);
    }

    private static SaidNumber.Sign sign(String sign) {
        return switch (sign) {
            case "+" -> SaidNumber.Sign.PLUS;
            case "-" -> SaidNumber.Sign.MINUS;
            default -> SaidNumber.Sign.NONE;
        };
    }

    private static int zeros(String scale) {
        return switch (scale.strip().toLowerCase(Locale.ROOT)) {
            case "k", "thousand" -> 3;
            case "mn", "million" -> 6;
            default -> 9;
        };
    }

    /** The kind that a unit behind a number gives it. */
    static SaidNumber.Kind kind(Matcher unit) {
        if (unit.group("percent") != null) {
            return SaidNumber.Kind.PERCENT;
        }
        if (unit.group("basis") != null) {
            return SaidNumber.Kind.BASIS_POINTS;
        }
        if (unit.group("times") != null) {
            return SaidNumber.Kind.TIMES;
        }
        if (unit.group("minutes") != null) {
            return SaidNumber.Kind.MINUTES;
        }
        if (unit.group("hours") != null) {
            return SaidNumber.Kind.HOURS;
        }
        return unit.group("money") != null ? money(unit.group("money")) : SaidNumber.Kind.OTHER;
    }

    private static SaidNumber.Kind money(String written) {
        return switch (written.toLowerCase(Locale.ROOT)) {
            case "$", "usd", "usdt", "usdc", "dollar", "dollars" -> SaidNumber.Kind.DOLLARS;
            case "€", "eur", "euro", "euros" -> SaidNumber.Kind.EUROS;
            case "£", "gbp", "pound", "pounds" -> SaidNumber.Kind.POUNDS;
            default -> SaidNumber.Kind.OTHER;
        };
    }

    /** Looks for a unit from there on. */
    static Matcher unitAt(String text, int from) {
        return UNIT.matcher(text).region(from, text.length());
    }

    private boolean isPartOfWord(int start, int end) {
        boolean before = start > 0 && isWordPart(text.charAt(start - 1), start - 1);
        boolean after = end < text.length() && isWordPart(text.charAt(end), end);
        return before || after;
    }

    /** A letter, a digit, or a mark with a digit behind it, as in dates and times of day. */
    private boolean isWordPart(char mark, int at) {
        if (Character.isLetterOrDigit(mark) || mark == '_' || mark == '‰' || mark == '^') {
            return true;
        }
        boolean joins = mark == ':' || mark == '/' || mark == '⁄' || mark == '.' || mark == ',';
        return joins && at + 1 < text.length() && Character.isDigit(text.charAt(at + 1));
    }

    private String around(int start, int end) {
        int from = start;
        int to = end;
        while (from > 0 && !Character.isWhitespace(text.charAt(from - 1))) {
            from--;
        }
        while (to < text.length() && !Character.isWhitespace(text.charAt(to))) {
            to++;
        }
        return text.substring(from, to).toLowerCase(Locale.ROOT);
    }

    private static void blank(StringBuilder text, int start, int end) {
        for (int i = start; i < end; i++) {
            text.setCharAt(i, '#');
        }
    }
}
