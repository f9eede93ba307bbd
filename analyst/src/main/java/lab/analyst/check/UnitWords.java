package lab.analyst.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lab.analyst.words.EnglishWords;

/**
 * Finds units that stand beside a word which nobody can check.
 *
 * <p>A list of number words is never complete: there is always another language, another spelling,
 * another {@code umpteen}. So this asks the other way round. Every number that could be read was
 * taken out of the text before, with its unit. A unit that is still there has no number that was
 * read; whatever stands before it is taken for one, unless it is on a short list of words that say
 * no quantity ({@code in percent}, {@code the dollar}, {@code at times}). Units of time, and words
 * that are a unit only sometimes ({@code points}), stand in every commentary: before them any
 * English word will do that does not say how many.
 *
 * <p>Behind a number, too, there must be an English word: what else stands there may be its unit.
 */
final class UnitWords {
    private static final Pattern TOKEN =
            Pattern.compile("#+|~|[\\p{L}\\p{M}]+(?:['’][\\p{L}\\p{M}]+)*|[^\\s]");

    /** Units of two words. */
    private static final Map<Pattern, String> WHOLE =
            Map.of(
                    ignoringCase("\\bper[ -]cent\\b"), "percent",
                    ignoringCase("\\bper[ -]mille?\\b"), "permille",
                    ignoringCase("\\b(?:percentage|percent|basis)[ -]points?\\b"), "bps");

    /** What may stand before a unit of quantity, since it says none. */
    private static final Map<String, Set<String>> BEFORE = new HashMap<>();

    /** Units of time, and words that are a unit only sometimes. */
    private static final Set<String> COMMON =
            words(
                    "point points pts second seconds minute minutes min mins hour hours hr hrs day"
                            + " days week weeks fortnight fortnights month months quarter quarters"
                            + " year years decade decades coin coins grand tick ticks multiple"
                            + " multiples fold folds digit digits figure figures won");

    /** English words that say how many without a number. */
    private static final Set<String> VAGUE =
            words(
                    "few several many couple dozen dozens score scores handful multiple numerous various"
                            + " countless innumerable umpteen umpteenth myriad untold some zillion"
                            + " zillions gazillion gazillions bazillion jillion trillion trillions"
                            + " quadrillion lakh lakhs crore crores tons heaps loads plenty tens"
                            + " both trio quartet single sole nil nought naught null lots bunch nth"
                            + " multi million millions thousand thousands hundred hundreds");

    /** Units of other languages; nearly all others are no English words either. */
    private static final Pattern FOREIGN =
            Pattern.compile(
                    "p(?:o|e|ou)r?(?:ciento|cento|cent|centaje|centuale|centage|centagem)"
                            + "|pro[csz]ent\\p{L}*|prosentt?i?\\p{L}*|percent(?:o|e|uale|ual|uel)"
                            + "|postotak\\p{L}*|sz[aá]zal[eé]k\\p{L}*|y[uü]zde\\p{L}*|peratus|persen"
                            + "|odstot\\p{L}*|protsent\\p{L}*|d[oó]lar(?!s?\\b)\\p{L}+|d[oó]lares"
                            + "|veces|fois|vezes|volte");

    /** English words that end like a multiple and are none. */
    private static final Set<String> NO_MULTIPLES =
            words(
                    "fold folds unfold unfolds enfold enfolds blindfold blindfolds scaffold scaffolds"
                            + " couple couples coupled coupling decouple decouples decoupled"
                            + " decoupling uncouple uncoupled supple duple scruple scruples");

    private static final Pattern MULTIPLE =
            Pattern.compile("\\p{L}+(?:fold|folds|upl(?:e|es|ed|ing))");
    private static final Pattern GLUED =
            Pattern.compile(
                    "\\p{L}*(?:percent|procent|prozent)\\p{L}*"
                            + "|\\p{L}+(?:pct|bps|usd|usdt|usdc|eur|euros?|dollars?|times|points?)");

    private static final int NEIGHBOURS = 2;

    /**
     * How many times, without a number: {@code by a factor of many}, {@code a multiple of its
     * mean}.
     */
    private static final Pattern FACTOR =
            ignoringCase(
                    "\\bby an? [\\p{L} ]{0,20}factor of (?!#)\\S+"
                            + "|\\bmultiples? of (?:its|itself|the|their|that|those|this|what|normal|average|usual)\\b"
                            + "|\\borders? of magnitude\\b"
                            + "|\\bone (?:to|in|out of) one\\b");

    /** The one ordinal that is a unit of time as well. */
    private static final Pattern ORDINAL =
            ignoringCase("\\bsecond (?:time|consecutive|straight|successive|such)\\b");

    /** Longer than any fact looks back or ahead. */
    private static final Set<String> LONG_TIMES =
            words("day days week weeks fortnight month months year years decade decades century");

    /** Units in which no fact is, whatever number stands before them. */
    private static final Set<String> STEPS = words("point points pts tick ticks grand");

    private static final Set<String> WHOLE_OF = words("a an one whole full entire all another");
    private static final Set<String> RATES =
            words("hourly daily weekly monthly yearly annually annualized annualised");
    private static final Set<String> EVERY = words("per each every a an");

    /** What is named behind a number and no fact is a number of. */
    private static final Set<String> OTHERS =
            words(
                    "bitcoin bitcoins ether ethereum dogecoin dogecoins litecoin solana cardano ripple"
                            + " stablecoin stablecoins tether btc eth doge ltc sol ada xrp coin coins"
                            + " token tokens lira liras krona kronor krone kroner koruna zloty zlotys"
                            + " forint forints leu lev dinar dinars dirham dirhams riyal riyals rial"
                            + " rials shekel shekels rand rands real reais baht bahts ringgit rupiah"
                            + " dong naira cedi shilling shillings hryvnia taka sol sols guilder"
                            + " guilders mark marks crown crowns pence sovereign sovereigns ounce"
                            + " ounces gram grams kilogram kilograms tonne tonnes ton tons barrel"
                            + " barrels bushel bushels gallon gallons lot lots contract contracts share"
                            + " shares sigma sigmas deviation deviations degree degrees notch notches"
                            + " rung rungs handle handles quintile quintiles decile deciles quartile"
                            + " quartiles bagger baggers tenth tenths eighths sixteenths");

    /** Between a number and what it counts. */
    private static final Set<String> KINDS = words("standard std full whole new us australian");

    private static final Set<String> BACK = words("ago earlier later before back");
    private static final Set<String> WHOLLY = words("full whole single entire cool mere further");
    private static final Set<String> MOVED =
            words(". higher lower up down more less or above below today");

    /** Spans of which no fact is, where a number stands in the same sentence. */
    private static final Set<String> SPANS =
            words("yesterday overnight daily weekly monthly yearly annual annually ytd mtd yoy");

    private static final Set<String> WHICH =
            words("this last past previous prior next coming current the");

    static {
        before("percent percents pct pp ppt", "in as the this that its what which per");
        before(
                "percentage percentages percentile percentiles",
                "in as the a this that its what which same own price");
        before("bp bps pip pips", "in as per");
        before(
                "times",
                "at in the these those such recent other past trading all during uncertain volatile"
                        + " quiet busy calm active slow good bad different normal usual unusual"
                        + " previous earlier");
        before(
                "dollar dollars usd usdt usdc eur euro euros gbp sterling pounds yen jpy yuan rmb cny"
                        + " chf francs bucks quid cents cent satoshi satoshis sats pesos rupees rubles"
                        + " roubles penny pennies buck nickel nickels dime dimes tenner tenners"
                        + " fiver fivers",
                "in the us american quote versus vs against to per as strong stronger weak weaker");
        before("% ‰ ‱ ٪ ؉", "in as");
        before("x × permille ppm", "");
    }

    private final List<String> tokens = new ArrayList<>();

    private UnitWords(String text) {
        String whole = text;
        for (Map.Entry<Pattern, String> unit : WHOLE.entrySet()) {
            whole = unit.getKey().matcher(whole).replaceAll(unit.getValue());
        }
        Matcher matcher = TOKEN.matcher(whole);
        while (matcher.find()) {
            String token = matcher.group();
            boolean isMark = !isWord(token) && !isNumber(token) && !isUnitSign(token);
            if (isMark && endsSentence(whole, matcher.end(), token)) {
                tokens.add(".");
            } else if (!isMark) {
                tokens.add(token);
            }
        }
    }

    /**
     * What cannot be checked.
     *
     * @param text with {@code #} for each number that was read, and {@code ~} for each name
     */
    static List<String> unknownIn(String text) {
        return Stream.concat(
                        new UnitWords(text).unknown().stream(),
                        Stream.of(FACTOR, ORDINAL)
                                .flatMap(what -> what.matcher(text).results())
                                .map(MatchResult::group))
                .toList();
    }

    private List<String> unknown() {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (isUnknown(i)) {
                String before = isWord(at(i - 1)) ? at(i - 1) + " " : "";
                String behind = isWord(at(i + 1)) ? " " + at(i + 1) : "";
                found.add(before + at(i) + behind);
            }
        }
        return found;
    }

    private boolean isUnknown(int i) {
        String word = at(i).toLowerCase(Locale.ROOT);
        Set<String> allowed = BEFORE.get(word);
        if (allowed != null) {
            return !isBare(i, allowed);
        }
        if (isMoneySign(word) || FOREIGN.matcher(word).matches() || isGlued(word)) {
            return true;
        }
        if (SPANS.contains(word) && isBesideNumber(i)) {
            return true;
        }
        if (isNumber(at(i - 1)) && RATES.contains(word)) {
            return true;
        }
        if (OTHERS.contains(word) && isCounted(i)) {
            return true;
        }
        if (COMMON.contains(word) || LONG_TIMES.contains(word)) {
            String before = at(i - 1).toLowerCase(Locale.ROOT);
            if (LONG_TIMES.contains(word)
                    && (WHOLE_OF.contains(before)
                            || (WHICH.contains(before) && isBesideNumber(i)))) {
                return true;
            }
            if (EVERY.contains(before) && isNumber(at(i - 2)) && !BACK.contains(lower(i + 1))) {
                return true; // a rate, which no fact is
            }
            if (STEPS.contains(word) && isStep(i, before)) {
                return true;
            }
            if (word.equals("point")) { // mostly a verb
                return !saysNoQuantity(i - 1, i) || !saysNoQuantity(i + 1, i + 2);
            }
            return !saysNoQuantity(i - NEIGHBOURS, i) || !saysNoQuantity(i + 1, i + 2);
        }
        return isNumber(at(i - 1)) && isWord(word) && !EnglishWords.has(at(i));
    }

    /** Whether a point, a tick or a grand is one that the price has gone. */
    private boolean isStep(int i, String before) {
        boolean isWhole =
                WHOLE_OF.contains(before)
                        || (WHOLLY.contains(before) && WHOLE_OF.contains(lower(i - 2)));
        return isNumber(at(i - 1))
                || (isNumber(at(i - 2)) && WHOLE_OF.contains(before))
                || (isWhole && MOVED.contains(lower(i + 1)));
    }

    private boolean isCounted(int i) {
        return isNumber(at(i - 1)) || (isNumber(at(i - 2)) && KINDS.contains(lower(i - 1)));
    }

    /** Whether there is a number in the same sentence. */
    private boolean isBesideNumber(int i) {
        for (int before = i - 1; !at(before).equals("."); before--) {
            if (isNumber(at(before))) {
                return true;
            }
        }
        for (int behind = i + 1; !at(behind).equals("."); behind++) {
            if (isNumber(at(behind))) {
                return true;
            }
        }
        return false;
    }

    private String lower(int i) {
        return at(i).toLowerCase(Locale.ROOT);
    }

    /** Whether no quantity can be meant with the unit there. */
    private boolean isBare(int i, Set<String> allowed) {
        String before = at(i - 1);
        boolean isFirst = before.equals(".") || before.equals("~");
        return (isFirst || allowed.contains(before.toLowerCase(Locale.ROOT)))
                && saysNoQuantity(i - 1 - NEIGHBOURS, i - 1)
                && saysNoQuantity(i + 1, i + 2);
    }

    /** Whether all words from there until there are English and none says how many. */
    private boolean saysNoQuantity(int from, int until) {
        for (int i = until - 1; i >= from && !at(i).equals("."); i--) {
            boolean isVague = VAGUE.contains(at(i).toLowerCase(Locale.ROOT));
            if (isVague || (isWord(at(i)) && !EnglishWords.has(at(i)))) {
                return false;
            }
        }
        return true;
    }

    /** A token; the end of a sentence before the first and behind the last. */
    private String at(int i) {
        return i >= 0 && i < tokens.size() ? tokens.get(i) : ".";
    }

    private static boolean isGlued(String word) {
        if (!isWord(word) || NO_MULTIPLES.contains(word)) {
            return false;
        }
        boolean isEnglish = EnglishWords.has(word);
        return MULTIPLE.matcher(word).matches()
                || (!isEnglish && GLUED.matcher(word).matches())
                || (!isEnglish && SpelledNumbers.beginsWithNumber(word));
    }

    private static boolean isWord(String token) {
        return Character.isLetter(token.codePointAt(0));
    }

    private static boolean isNumber(String token) {
        return token.startsWith("#");
    }

    private static boolean isUnitSign(String token) {
        return token.equals("~") || BEFORE.containsKey(token) || isMoneySign(token);
    }

    private static boolean isMoneySign(String token) {
        return Character.getType(token.codePointAt(0)) == Character.CURRENCY_SYMBOL;
    }

    /** A full stop within an abbreviation ends nothing. */
    private static boolean endsSentence(String text, int from, String mark) {
        if (";:|".contains(mark)) {
            return true;
        }
        String rest = text.substring(from);
        return ".!?…".contains(mark)
                && (rest.isBlank()
                        || (Character.isWhitespace(rest.charAt(0))
                                && !Character.isLowerCase(rest.strip().codePointAt(0))));
    }

    private static void before(String units, String allowed) {
        words(units).forEach(unit -> BEFORE.put(unit, words(allowed)));
    }

    private static Set<String> words(String words) {
        return new HashSet<>(Arrays.asList(words.split(" ")));
    }

    private static Pattern ignoringCase(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }
}
