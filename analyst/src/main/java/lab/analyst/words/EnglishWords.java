package lab.analyst.words;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import morfologik.fsa.FSATraversal;
import morfologik.fsa.MatchResult;
import morfologik.stemming.Dictionary;

/**
 * Which words are English: LanguageTool's dictionary of word forms, and the few names that a
 * commentary on these markets needs and no dictionary has.
 *
 * <p>It is the one list here that is open-ended, and it decides in one direction only: a word that
 * is missing from it makes a commentary less believable, never more.
 */
public final class EnglishWords {
    private static final String DICTIONARY = "/org/languagetool/resource/en/english";

    /** Names of assets and venues, and what markets say that the dictionary does not list. */
    private static final Set<String> OURS =
            Set.of(
                    "bitcoin",
                    "ethereum",
                    "ether",
                    "dogecoin",
                    "litecoin",
                    "solana",
                    "cardano",
                    "ripple",
                    "stablecoin",
                    "tether",
                    "coinbase",
                    "binance",
                    "kraken",
                    "btc",
                    "eth",
                    "doge",
                    "ltc",
                    "sol",
                    "ada",
                    "xrp",
                    "usd",
                    "usdt",
                    "usdc",
                    "eur",
                    "gbp",
                    "us",
                    "vs",
                    "versus",
                    "pct",
                    "bps",
                    "pre",
                    "non",
                    "re",
                    "mid",
                    "intra",
                    "uptrending",
                    "downtrending",
                    "rangebound",
                    "backtest",
                    "backtested");

    /** Letters alone are names of numbers ({@code x}, {@code n}, {@code V}), save these two. */
    private static final Set<String> LETTERS = Set.of("a", "i");

    private static final Pattern ROMAN = Pattern.compile("[IVXLCDM]+");
    private static final Pattern CONTRACTION =
            Pattern.compile("(?<stem>\\p{L}+?)(?:(?<not>n['’]t)|['’](?:s|re|ve|ll|d|m))");

    private static final Dictionary WORDS = load();

    private EnglishWords() {}

    /** Whether it is an English word, and no numeral of letters. */
    public static boolean has(String word) {
        var contraction = CONTRACTION.matcher(word);
        boolean isContraction = contraction.matches();
        if (isContraction && contraction.group("not") != null) {
            return true; // can't and won't have no stem of their own
        }
        String stem = isContraction ? contraction.group("stem") : word;
        String lower = stem.toLowerCase(Locale.ROOT);
        if (stem.length() == 1) {
            return LETTERS.contains(lower);
        }
        boolean isUpper = stem.equals(stem.toUpperCase(Locale.ROOT));
        boolean isNumeral = ROMAN.matcher(stem).matches() && !inDictionary(lower);
        return !isNumeral
                && (OURS.contains(lower)
                        || inDictionary(lower)
                        || (!isUpper && inDictionary(stem)));
    }

    private static boolean inDictionary(String word) {
        byte[] entry =
                (word + (char) WORDS.metadata.getSeparator()).getBytes(StandardCharsets.UTF_8);
        return new FSATraversal(WORDS.fsa).match(entry).kind == MatchResult.SEQUENCE_IS_A_PREFIX;
    }

    private static Dictionary load() {
        try (InputStream words = resource(".dict");
                InputStream format = resource(".info")) {
            return Dictionary.read(words, format);
        } catch (IOException e) {
            throw new UncheckedIOException("dictionary: must be readable", e);
        }
    }

    private static InputStream resource(String ending) throws IOException {
        InputStream stream = EnglishWords.class.getResourceAsStream(DICTIONARY + ending);
        if (stream == null) {
            throw new IOException("dictionary: must be on the class path, " + DICTIONARY + ending);
        }
        return stream;
    }
}
