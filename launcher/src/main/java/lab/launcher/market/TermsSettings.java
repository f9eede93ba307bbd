package lab.launcher.market;

import static lab.domain.Checks.check;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.domain.Amounts;
import lab.domain.clearing.ClearingTerms;
import lab.launcher.directory.LabException;
import lab.servicekit.config.Config;
import lab.servicekit.config.ConfigException;
import lab.servicekit.config.ConfigSources;

/**
 * What a start wants clearing to cost from then on: {@code clearing.fee} in {@code
 * clearing.properties}, {@code LAB_CLEARING_FEE}, or {@code --fee}, and so for the others. What
 * nobody sets stays as it is.
 *
 * @param fee a part of the notional
 * @param slippage a part of the price
 * @param quoteWait how much later than its order a quote may be
 */
public record TermsSettings(
        Optional<String> fee, Optional<String> slippage, Optional<Duration> quoteWait) {
    public static final TermsSettings NONE =
            new TermsSettings(Optional.empty(), Optional.empty(), Optional.empty());

    private static final Path FILE = Path.of("clearing.properties");
    private static final String SECTION = "clearing";

    public TermsSettings {
        fee.ifPresent(text -> checkPart("fee", text));
        slippage.ifPresent(text -> checkPart("slippage", text));
        Duration waitMax = ClearingTerms.STANDARD.retention();
        quoteWait.ifPresent(wait ->
                check(
                        wait.isPositive() && wait.compareTo(waitMax) <= 0,
                        "quote-wait: must be more than nothing and at most %d minutes, was %s",
                        waitMax.toMinutes(),
                        wait));
    }

    private static void checkPart(String name, String text) {
        BigDecimal part = Amounts.parse(name, text);
        check(
                part.signum() >= 0 && part.compareTo(BigDecimal.ONE) < 0,
                "%s: must be 0 or more and less than 1, was %s",
                name,
                text);
    }

    /**
     * Reads them; what is given last wins.
     *
     * @param arguments such as {@code --clearing.fee=0.0006}
     * @throws IllegalArgumentException if a value is not what it must be
     */
    public static TermsSettings read(Map<String, String> environment, List<String> arguments) {
        return read(FILE, environment, arguments);
    }

    static TermsSettings read(Path file, Map<String, String> environment, List<String> arguments) {
        try {
            return Config.read(
                            new ConfigSources()
                                    .propertiesFile(file)
                                    .environment(environment)
                                    .arguments(arguments),
                            new Config.Section<>(SECTION, TermsSettings.class))
                    .get(TermsSettings.class);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(LabException.reason(e), e);
        }
    }

    /** These, and the others as they are. */
    ClearingTerms over(ClearingTerms last) {
        return last.with(
                slippage.map(text -> Amounts.parse("slippage", text)).orElse(last.slippage()),
                fee.map(text -> Amounts.parse("fee", text)).orElse(last.feeRate()),
                quoteWait.orElse(last.quoteWait()));
    }
}
