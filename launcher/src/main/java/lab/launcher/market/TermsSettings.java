package lab.launcher.market;

import static lab.domain.Checks.check;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import lab.domain.Amounts;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.VenueTerms;
import lab.launcher.directory.LabException;
import lab.poller.exchange.Exchanges;
import lab.poller.feed.Exchange;
import lab.servicekit.config.Config;
import lab.servicekit.config.ConfigException;
import lab.servicekit.config.ConfigSources;

/**
 * What a start wants clearing to cost from then on: {@code clearing.fee} in {@code
 * clearing.properties}, {@code LAB_CLEARING_FEE}, or {@code --fee}, and so for the others. What
 * nobody sets stays as it is.
 *
 * @param fee a part of the notional, and that of venues which take another: see {@link Fees}
 * @param slippage a part of the price
 * @param quoteWait how much later than its order a quote may be
 */
public record TermsSettings(
        Optional<String> fee, Optional<String> slippage, Optional<Duration> quoteWait) {
    public static final TermsSettings NONE =
            new TermsSettings(Optional.empty(), Optional.empty(), Optional.empty());

    private static final Path FILE = Path.of("clearing.properties");
    private static final String SECTION = "clearing";
    private static final SortedMap<String, BigDecimal> NO_FEES = Collections.emptySortedMap();

    public TermsSettings {
        fee.ifPresent(Fees::parse);
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
    VenueTerms over(VenueTerms last) {
        ClearingTerms usual = last.usual();
        var next =
                new VenueTerms(
                        usual.with(
                                slippage.map(text -> Amounts.parse("slippage", text))
                                        .orElse(usual.slippage()),
                                usual.feeRate(),
                                quoteWait.orElse(usual.quoteWait())),
                        last.fees());
        return fee.map(Fees::parse).map(fees -> fees.over(next)).orElse(next);
    }

    /**
     * Refuses the fee of a venue that no pair can be of.
     *
     * @param own the lab's own exchange, if it hears one
     */
    void checkVenues(Optional<Exchange> own) throws LabException {
        for (String venue : fee.map(Fees::parse).map(Fees::byVenue).orElse(NO_FEES).keySet()) {
            if (Exchanges.of(venue).isEmpty()) {
                throw new LabException(
                        "fee of %s: the venue must be one of %s"
                                .formatted(venue, Exchanges.words()));
            }
            if (own.isPresent() && own.get().word().equals(venue)) {
                throw new LabException(
                        "fee of %s: it is the lab's own exchange, give its fee without a name"
                                .formatted(venue));
            }
        }
    }
}
