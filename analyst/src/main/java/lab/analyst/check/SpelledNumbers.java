package lab.analyst.check;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds numbers that are written in English words: {@code twenty-five per cent}, {@code doubled},
 * {@code sixfold}. What is no such word is for {@link UnitWords} to find, by the unit beside it.
 */
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

    /** Words that say how many times something is something else, without their endings. */
    private static final Map<String, String> MULTIPLES =
            Map.ofEntries(
                    Map.entry("half", "0.5"),
                    Map.entry("halv", "0.5"),
                    Map.entry("quarter", "0.25"),
                    Map.entry("doubl", "2"),
                    Map.entry("redoubl", "2"),
                    Map.entry("twice", "2"),
                    Map.entry("tripl", "3"),
                    Map.entry("trebl", "3"),
                    Map.entry("thrice", "3"),
                    Map.entry("quadrupl", "4"),
                    Map.entry("quintupl", "5"),
                    Map.entry("sextupl", "6"),
                    Map.entry("septupl", "7"),
                    Map.entry("octupl", "8"),
                    Map.entry("nonupl", "9"),
                    Map.entry("decupl", "10"),
                    Map.entry("centupl", "100"));

    private static final Pattern MULTIPLE =
            Pattern.compile(
                    "(?<whole>half|quarter|twice|thrice)"
                            + "|(?<stem>halv|(?:re)?doubl|tripl|trebl|[a-z]+upl)(?:e|es|ed|ing|y)");

    private static final Pattern SHARE =
            Pattern.compile("(?:half|quarter)(?<before>[ -](?:of )?(?:an? )?)(?=[a-z])");

    /** Roman numerals of two letters and more, in capitals. */
    private static final Pattern ROMAN =
            Pattern.compile(
                    "(?<![\\p{L}\\p{N}])(?=[IVXLCDM]{2})(?!MIX\\b)M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})"
                            + "(?:IX|IV|V?I{0,3})(?![\\p{L}\\p{N}])");

    private static final Pattern ORDINAL =
            Pattern.compile(
                    "(?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
                            + "|[a-z]{3,}teenth|(?:twen|thir|for|fif|six|seven|eigh|nine)tieth"
                            + "|hundredth|thousandth|millionth|billionth|zeroth|umpteenth|nth)s?");

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
                    "trillions",
                    "zillion",
                    "zillions",
                    "quadrillion",
                    "quadrillions",
                    "lakh",
                    "lakhs",
                    "crore",
                    "crores",
                    "quarters",
                    "teens",
                    "twenties",
                    "thirties",
                    "forties",
                    "fifties",
                    "sixties",
                    "seventies",
                    "eighties",
                    "nineties",
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

    /** The longest first: {@code sixteen} begins with {@code six}. */
    private static final String NUMBER_WORDS =
            Stream.concat(
                            Stream.concat(SMALL.keySet().stream(), LARGE.keySet().stream()),
                            Stream.of("hundred"))
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .collect(Collectors.joining("|"));

    /** Number words that were written as one: {@code twentyfive}. */
    private static final Pattern GLUED =
            Pattern.compile(
                    "(?<![a-z])(?:%1$s)(?:(?:and|point)?(?:%1$s))+(?![a-z])"
                            .formatted(NUMBER_WORDS),
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern PART =
            Pattern.compile("(?:%s|and|point)".formatted(NUMBER_WORDS), Pattern.CASE_INSENSITIVE);
    private static final Pattern BEGINNING =
            Pattern.compile("(?:%s)[a-z]+".formatted(NUMBER_WORDS));
    private static final Pattern FOLD =
            Pattern.compile("(?<factor>%s)folds?".formatted(NUMBER_WORDS));

    private final String text;
    private final StringBuilder rest;
    private final Matcher words;

    private SpelledNumbers(String text) {
        String said =
                GLUED.matcher(text)
                        .replaceAll(glued ->
                                PART.matcher(glued.group())
                                        .replaceAll(part -> part.group() + " ")
                                        .strip());
        this.text = lowerCase(said);
        this.words = WORD.matcher(this.text);
        this.rest = new StringBuilder(said);
    }

    /** Of the same length, whatever other letters there are. */
    private static String lowerCase(String text) {
        var lower = new StringBuilder(text.length());
        text.chars()
                .forEach(letter ->
                        lower.append(
                                (char) (letter >= 'A' && letter <= 'Z' ? letter + 32 : letter)));
        return lower.toString();
    }

    /**
     * Takes the numbers in words out of a text.
     *
     * @return what is left of it, with a mark for each number
     */
    static String in(String text, List<SaidNumber> numbers, List<String> unreadable) {
        var spelled = new SpelledNumbers(text);
        spelled.romans(unreadable);
        spelled.scan(numbers, unreadable);
        return spelled.rest.toString();
    }

    /** Whether a word begins as a number does, and goes on. */
    static boolean beginsWithNumber(String word) {
        return BEGINNING.matcher(word).matches();
    }

    private void romans(List<String> unreadable) {
        ROMAN.matcher(rest).results().forEach(numeral -> unreadable.add(numeral.group()));
    }

    private void scan(List<SaidNumber> numbers, List<String> unreadable) {
        int from = 0;
        while (words.find(from)) {
            String word = words.group();
            int start = words.start();
            from = words.end();
            Optional<BigDecimal> multiple = multiple(word);
            Matcher share = SHARE.matcher(text).region(start, text.length());
            if (share.lookingAt()) {
                from = share(start, share, multiple.orElseThrow(), numbers);
            } else if (NEVER.contains(word) || ORDINAL.matcher(word).matches()) {
                unreadable.add(word);
                take(start, from);
            } else if (multiple.isPresent()) {
                BigDecimal value = multiple.get();
                numbers.add(said(word, value, value.scale(), SaidNumber.Kind.TIMES));
                take(start, from);
            } else if (isNumber(word)) {
                from = number(start, numbers);
            }
        }
    }

    private static Optional<BigDecimal> multiple(String word) {
        Matcher fold = FOLD.matcher(word);
        if (fold.matches()) {
            String factor = fold.group("factor");
            int value = SMALL.getOrDefault(factor, LARGE.getOrDefault(factor, 100));
            return Optional.of(BigDecimal.valueOf(value));
        }
        Matcher multiple = MULTIPLE.matcher(word);
        if (!multiple.matches()) {
            return Optional.empty();
        }
        String stem = multiple.group("whole") == null ? multiple.group("stem") : word;
        return Optional.ofNullable(MULTIPLES.get(stem)).map(BigDecimal::new);
    }

    /** Of half an hour the hour is the unit; gives where it ends. */
    private int share(int start, Matcher share, BigDecimal value, List<SaidNumber> numbers) {
        int unitStart = share.end("before");
        Matcher unit = NumberScan.unitAt(text, unitStart);
        boolean hasUnit = unit.lookingAt();
        int end = hasUnit ? unit.end() : share.start("before");
        SaidNumber.Kind kind = hasUnit ? NumberScan.kind(unit) : SaidNumber.Kind.TIMES;
        numbers.add(said(text.substring(start, end), value, value.scale(), kind));
        take(start, end);
        return end;
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
        String last = "";
        var decimals = new StringBuilder();
        boolean isPoint = false;
        while (words.find(at) && (end == start || joins(end, words.start()))) {
            String word = words.group();
            boolean isAnd = text.substring(end, words.start()).contains("and");
            if (word.equals("point") && !isPoint && end > start) {
                isPoint = true;
                at = words.end();
                continue;
            }
            if (word.equals("and") && !isPoint && isRound(last)) {
                at = words.end();
                continue;
            }
            if (isPoint && SMALL.getOrDefault(word, 10) < 10) {
                decimals.append(SMALL.get(word));
            } else if (isPoint || (isAnd && !isRound(last))) {
                break;
            } else if (SMALL.containsKey(word) && follows(last, SMALL.get(word))) {
                current += SMALL.get(word);
            } else if (word.equals("hundred") && (last.isEmpty() || isSmall(last))) {
                current = Math.max(1, current) * 100;
            } else if (LARGE.containsKey(word) && !LARGE.containsKey(last)) {
                total += Math.max(1, current) * LARGE.get(word);
                current = 0;
            } else {
                break;
            }
            last = word;
            end = words.end();
            at = end;
        }
        add(start, end, new BigDecimal(total + current + "." + decimals + "0"), decimals, numbers);
        return end;
    }

    /** Whether a number up to nineteen, or of tens, can be added to what came last. */
    private static boolean follows(String last, int value) {
        boolean isTens = SMALL.getOrDefault(last, 0) >= 20;
        return last.isEmpty() || isRound(last) || (isTens && value > 0 && value < 10);
    }

    private static boolean isRound(String word) {
        return word.equals("hundred") || LARGE.containsKey(word);
    }

    private static boolean isSmall(String word) {
        return SMALL.containsKey(word);
    }

    private void add(
            int start, int end, BigDecimal value, CharSequence decimals, List<SaidNumber> numbers) {
        String said = text.substring(start, end);
        Matcher unit = NumberScan.unitAt(text, end);
        boolean hasUnit = unit.lookingAt();
        if (hasUnit || !said.equals("one")) { // alone it is a pronoun
            take(start, hasUnit ? unit.end() : end);
            numbers.add(
                    said(
                            said,
                            value,
                            decimals.length(),
                            hasUnit ? NumberScan.kind(unit) : SaidNumber.Kind.PLAIN));
        }
    }

    private void take(int start, int end) {
        for (int i = start; i < end; i++) {
            rest.setCharAt(i, '#');
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
