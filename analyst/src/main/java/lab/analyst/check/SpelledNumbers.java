package lab.analyst.check;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds numbers that are written in words: {@code twenty-five per cent}, {@code doubled}. */
final class SpelledNumbers {
    private static final Pattern WORD = Pattern.compile("[a-z]+");

    private static final Map<String, Integer> SMALL =
            Map.ofEntries(
                    Map.entry("zero", 0),
                    Map.entry("one", 1),
                    Map.entry("two", 2),
                    Map.entry("three", 3),
                    Map.entry("four", 4),
                    Map.entry("five", 5),
                    Map.entry("six", 6),
                    Map.entry("seven", 7),
                    Map.entry("eight", 8),
                    Map.entry("nine", 9),
                    Map.entry("ten", 10),
                    Map.entry("eleven", 11),
                    Map.entry("twelve", 12),
                    Map.entry("thirteen", 13),
                    Map.entry("fourteen", 14),
                    Map.entry("fifteen", 15),
                    Map.entry("sixteen", 16),
                    Map.entry("seventeen", 17),
                    Map.entry("eighteen", 18),
                    Map.entry("nineteen", 19),
                    Map.entry("twenty", 20),
                    Map.entry("thirty", 30),
                    Map.entry("forty", 40),
                    Map.entry("fifty", 50),
                    Map.entry("sixty", 60),
                    Map.entry("seventy", 70),
                    Map.entry("eighty", 80),
                    Map.entry("ninety", 90));

    private static final Map<String, Integer> LARGE =
            Map.of("thousand", 1_000, "million", 1_000_000, "billion", 1_000_000_000);

    /** Words that say how many times something is something else. */
    private static final Map<String, String> MULTIPLES =
            Map.ofEntries(
                    Map.entry("half", "0.5"),
                    Map.entry("halved", "0.5"),
                    Map.entry("halves", "0.5"),
                    Map.entry("halving", "0.5"),
                    Map.entry("quarter", "0.25"),
                    Map.entry("double", "2"),
                    Map.entry("doubled", "2"),
                    Map.entry("doubles", "2"),
                    Map.entry("doubling", "2"),
                    Map.entry("twice", "2"),
                    Map.entry("twofold", "2"),
                    Map.entry("triple", "3"),
                    Map.entry("tripled", "3"),
                    Map.entry("triples", "3"),
                    Map.entry("tripling", "3"),
                    Map.entry("thrice", "3"),
                    Map.entry("threefold", "3"),
                    Map.entry("quadruple", "4"),
                    Map.entry("quadrupled", "4"),
                    Map.entry("fourfold", "4"),
                    Map.entry("fivefold", "5"),
                    Map.entry("tenfold", "10"));

    /** Words that say a number, or a date, that no fact has. */
    private static final Set<String> NEVER =
            Set.of(
                    "dozen",
                    "dozens",
                    "hundreds",
                    "thousands",
                    "millions",
                    "billions",
                    "trillion",
                    "third",
                    "thirds",
                    "quarters",
                    "fourth",
                    "fifth",
                    "sixth",
                    "seventh",
                    "eighth",
                    "ninth",
                    "tenth",
                    "january",
                    "february",
                    "april",
                    "june",
                    "july",
                    "august",
                    "september",
                    "october",
                    "november",
                    "december",
                    "monday",
                    "tuesday",
                    "wednesday",
                    "thursday",
                    "friday",
                    "saturday",
                    "sunday");

    private final String text;
    private final Matcher words;

    private SpelledNumbers(String text) {
        this.text = text.toLowerCase(Locale.ROOT);
        this.words = WORD.matcher(this.text);
    }

    static void in(String text, List<SaidNumber> numbers, List<String> unreadable) {
        new SpelledNumbers(text).scan(numbers, unreadable);
    }

    private void scan(List<SaidNumber> numbers, List<String> unreadable) {
        int from = 0;
        while (words.find(from)) {
            String word = words.group();
            from = words.end();
            if (NEVER.contains(word)) {
                unreadable.add(word);
            } else if (MULTIPLES.containsKey(word)) {
                var value = new BigDecimal(MULTIPLES.get(word));
                numbers.add(said(word, value, value.scale(), SaidNumber.Kind.TIMES));
            } else if (isNumber(word)) {
                from = number(words.start(), numbers);
            }
        }
    }

    private static boolean isNumber(String word) {
        return SMALL.containsKey(word) || LARGE.containsKey(word) || word.equals("hundred");
    }

    /** Reads on from the first word of a number; gives where it ends. */
    private int number(int start, List<SaidNumber> numbers) {
        long total = 0;
        long current = 0;
        int at = start;
        int end = start;
        var decimals = new StringBuilder();
        boolean isPoint = false;
        while (words.find(at) && (end == start || joins(end, words.start()))) {
            String word = words.group();
            if (isPoint && SMALL.getOrDefault(word, 10) < 10) {
                decimals.append(SMALL.get(word));
            } else if (isPoint) {
                break;
            } else if (SMALL.containsKey(word)) {
                current += SMALL.get(word);
            } else if (word.equals("hundred")) {
                current = Math.max(1, current) * 100;
            } else if (LARGE.containsKey(word)) {
                total += Math.max(1, current) * LARGE.get(word);
                current = 0;
            } else if (word.equals("point")) {
                isPoint = true;
            } else if (!word.equals("and")) {
                break;
            }
            boolean isPart = !word.equals("and") && !word.equals("point");
            end = isPart ? words.end() : end;
            at = words.end();
        }
        add(start, end, new BigDecimal(total + current + "." + decimals + "0"), decimals, numbers);
        return end;
    }

    private void add(
            int start, int end, BigDecimal value, CharSequence decimals, List<SaidNumber> numbers) {
        String said = text.substring(start, end);
        Matcher unit = NumberScan.unitAt(text, end);
        boolean hasUnit = unit.lookingAt();
        if (hasUnit || !said.equals("one")) { // alone it is a pronoun
            numbers.add(
                    said(
                            said,
                            value,
                            decimals.length(),
                            hasUnit ? NumberScan.kind(unit) : SaidNumber.Kind.PLAIN));
        }
    }

    /** Whether two words belong to one number, by what stands between them. */
    private boolean joins(int from, int until) {
        return text.substring(from, until).matches("[ -]?|[ -](?:and|point)[ -]");
    }

    private static SaidNumber said(
            String text, BigDecimal value, int places, SaidNumber.Kind kind) {
        return new SaidNumber(text, value, places, SaidNumber.Sign.NONE, kind);
    }
}
