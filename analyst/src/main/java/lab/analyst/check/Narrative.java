package lab.analyst.check;

import java.text.Normalizer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lab.analyst.facts.Fact;
import lab.analyst.facts.ShownFacts;
import lab.analyst.words.EnglishWords;
import lab.domain.Pair;

/** A narrative in plain form, without the names and times that it was told. */
final class Narrative {
    private static final int BASE_LETTERS_MIN = 2;
    private static final String PICTURES = "\uD83D\uDD1F\uD83D\uDCAF";
    private static final int UNKNOWN_OF = 6;
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}]+(?:['’][\\p{L}\\p{M}]+)*");
    private static final List<DateTimeFormatter> TIMES =
            List.of(
                    DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT),
                    DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT),
                    DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT),
                    DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT));

    private Narrative() {}

    /** What keeps a text from being shown, whatever it says. */
    static List<String> marks(String text) {
        List<String> problems = new ArrayList<>();
        if (text.isBlank()) {
            problems.add("narrative: must say something");
        }
        int length = text.codePointCount(0, text.length());
        if (length > Answer.NARRATIVE_LENGTH_MAX) {
            problems.add(
                    "narrative: must have at most %d characters, had %d"
                            .formatted(Answer.NARRATIVE_LENGTH_MAX, length));
        }
        if (text.codePoints().anyMatch(Narrative::isHidden)) {
            problems.add("narrative: must have no control or hidden characters");
        }
        if (text.codePoints().anyMatch(Narrative::isForeign)) {
            problems.add("narrative: must be in Latin letters");
        }
        if (text.codePoints().anyMatch(Narrative::isNumeral)) {
            problems.add("number: must be plain digits of a fact, was a numeral of another kind");
        }
        if (text.contains("<") || text.contains(">") || text.contains("://")) {
            problems.add("narrative: must have no markup and no address");
        }
        return problems;
    }

    /** So many of the asset itself, which no fact is. */
    static List<String> amounts(String text, ShownFacts shown) {
        return shown.pair().stream()
                .map(pair ->
                        Pattern.compile(
                                "\\d[ -]?%s(?![\\p{L}\\p{N}]|[-/]\\p{L})"
                                        .formatted(Pattern.quote(pair.base())),
                                Pattern.CASE_INSENSITIVE))
                .filter(amount -> amount.matcher(text).find())
                .map(_ -> "number: must be a fact's, was an amount of the asset")
                .toList();
    }

    private static boolean isHidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    character != '\n';
            default -> false;
        };
    }

    /**
     * Numerals that are no digits: circled ones, fractions, Roman ones, pictures of ten and 100.
     */
    private static boolean isNumeral(int character) {
        int type = Character.getType(character);
        return type == Character.OTHER_NUMBER
                || type == Character.LETTER_NUMBER
                || PICTURES.indexOf(character) >= 0;
    }

    private static boolean isForeign(int character) {
        return Character.isLetter(character)
                && Character.UnicodeScript.of(character) != Character.UnicodeScript.LATIN;
    }

    /**
     * Brings a text into the form that is scanned for numbers: digits of every script and width as
     * ASCII, one kind of minus, one kind of space; and without the ids of facts, the pair and the
     * time that the commentator was shown.
     */
    static String plain(String text, ShownFacts shown) {
        String plain =
                ascii(Normalizer.normalize(text, Normalizer.Form.NFKC))
                        .replaceAll(" +", " ")
                        .replace("U.S.", "US")
                        .replaceAll("(?i)\\b(?:two-way|two-sided|double-edged)\\b", "even")
                        .strip();
        List<String> told = new ArrayList<>(shown.facts().stream().map(Fact::id).toList());
        shown.pair().ifPresent(pair -> told.addAll(names(pair)));
        shown.time().ifPresent(time -> told.addAll(times(time)));
        String names =
                told.stream()
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|"));
        return names.isEmpty()
                ? plain
                : plain.replaceAll(
                        "(?<![\\p{L}\\p{N}_.:-])(?:%s)(?![\\p{L}\\p{N}_:])(?![.-]\\p{N})"
                                .formatted(names),
                        "~");
    }

    private static String ascii(String text) {
        var ascii = new StringBuilder(text.length());
        text.codePoints()
                .forEach(character -> {
                    if (Character.isDigit(character)) {
                        ascii.append(Character.digit(character, 10));
                    } else if (character == '−' || character == '–' || character == '‐') {
                        ascii.append('-');
                    } else if (Character.isSpaceChar(character) || character == '\n') {
                        ascii.append(' ');
                    } else {
                        ascii.appendCodePoint(character);
                    }
                });
        return ascii.toString();
    }

    /**
     * Whether a text is in English, without the names and numbers that it may have in any language.
     *
     * <p>Commentaries are too short for a measure of letters: in a dozen words one of six may be
     * unknown, as names are, but no two side by side.
     *
     * @param rest what is left of a plain text when its numbers were taken out
     */
    static boolean isEnglish(String rest) {
        int words = 0;
        int unknown = 0;
        int unknownUntil = -1;
        Matcher word = WORD.matcher(rest);
        while (word.find()) {
            words++;
            if (!EnglishWords.has(word.group())) {
                unknown++;
                if (unknownUntil >= 0 && rest.substring(unknownUntil, word.start()).isBlank()) {
                    return false;
                }
                unknownUntil = word.end();
            }
        }
        return unknown * UNKNOWN_OF <= words;
    }

    /** A base asset is a name only if it has letters: else it could hide a number. */
    private static List<String> names(Pair pair) {
        List<String> names =
                new ArrayList<>(List.of(pair.name(), pair.base() + "/" + pair.quote()));
        if (pair.base().chars().filter(Character::isLetter).count() >= BASE_LETTERS_MIN) {
            names.add(pair.base());
        }
        return names;
    }

    private static List<String> times(Instant time) {
        ZonedDateTime utc = time.atZone(ZoneOffset.UTC);
        return TIMES.stream().map(utc::format).toList();
    }
}
