package lab.backtest.report;

import static lab.domain.Checks.check;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a script is to stop: a figure, a comparison and a number, such as {@code sharpe < 0}. A
 * figure that is unknown meets every rule, as what cannot be checked must not pass.
 */
public record ExitRule(String figure, String comparison, double bound) {
    private static final Pattern FORM =
            Pattern.compile("\\s*([a-z_]+)\\s*(<=|>=|<|>)\\s*(-?[0-9]+(?:\\.[0-9]+)?)\\s*(%?)\\s*");
    private static final double PER_CENT = 100;

    private static final SortedMap<String, Function<Performance, OptionalDouble>> FIGURES =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("return", it -> OptionalDouble.of(it.totalReturn())),
                            Map.entry("cagr", Performance::cagr),
                            Map.entry("volatility", Performance::volatility),
                            Map.entry("sharpe", Performance::sharpe),
                            Map.entry("sortino", Performance::sortino),
                            Map.entry("calmar", Performance::calmar),
                            Map.entry(
                                    "drawdown",
                                    it ->
                                            OptionalDouble.of(
                                                    it.drawdown()
                                                            .map(fall -> fall.depth())
                                                            .orElse(0.0))),
                            Map.entry("exposure", it -> OptionalDouble.of(it.exposure())),
                            Map.entry("turnover", it -> OptionalDouble.of(it.turnover())),
                            Map.entry("costs", it -> number(it.costs().all())),
                            Map.entry("trips", it -> OptionalDouble.of(it.trades().count())),
                            Map.entry("win_rate", it -> it.trades().winRate()),
                            Map.entry("profit_factor", it -> it.trades().profitFactor()),
                            Map.entry(
                                    "expectancy",
                                    it ->
                                            it.trades()
                                                    .expectancy()
                                                    .map(ExitRule::number)
                                                    .orElse(OptionalDouble.empty())),
                            Map.entry("equity", it -> number(it.endEquity()))));

    private static OptionalDouble number(BigDecimal number) {
        return OptionalDouble.of(number.doubleValue());
    }

    /**
     * Reads a rule.
     *
     * @throws IllegalArgumentException if it has another form or there is no such figure
     */
    public static ExitRule parse(String text) {
        Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
        check(
                matcher.matches(),
                "exit-on: must be a figure, a comparison and a number such as \"sharpe < 0\", was \"%s\"",
                text);
        String figure = matcher.group(1);
        check(
                FIGURES.containsKey(figure),
                "exit-on: must be of %s, was \"%s\"",
                String.join(", ", FIGURES.keySet()),
                figure);
        double bound = Double.parseDouble(matcher.group(3));
        return new ExitRule(
                figure, matcher.group(2), matcher.group(4).isEmpty() ? bound : bound / PER_CENT);
    }

    /** Whether an account's figures are such as the rule stops at. */
    public boolean isMet(Performance performance) {
        OptionalDouble value = value(performance);
        if (value.isEmpty()) {
            return true;
        }
        double known = value.getAsDouble();
        return switch (comparison) {
            case "<" -> known < bound;
            case "<=" -> known <= bound;
            case ">" -> known > bound;
            case ">=" -> known >= bound;
            default ->
                    throw new IllegalStateException("comparison: must be known, was " + comparison);
        };
    }

    /** The rule and what it met, in one line. */
    public String told(Performance performance) {
        OptionalDouble value = value(performance);
        return "%s: %s is %s, and the run is to fail if it is %s %s"
                .formatted(
                        performance.account(),
                        figure,
                        value.isPresent()
                                ? String.format(Locale.ROOT, "%.4f", value.getAsDouble())
                                : Texts.UNKNOWN,
                        comparison,
                        bound);
    }

    private OptionalDouble value(Performance performance) {
        Function<Performance, OptionalDouble> figure =
                FIGURES.getOrDefault(this.figure, _ -> OptionalDouble.empty());
        return figure.apply(performance);
    }
}
