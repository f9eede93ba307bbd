package lab.analyst.facts;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** Mean and deviation in decimals, which are the same on every machine. */
final class Statistics {
    private static final MathContext PRECISION = MathContext.DECIMAL64;

    private Statistics() {}

    static BigDecimal mean(List<BigDecimal> values) {
        return values.stream()
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(BigDecimal.valueOf(values.size()), PRECISION);
    }

    /** The population's standard deviation. */
    static BigDecimal deviation(List<BigDecimal> values, BigDecimal mean) {
        List<BigDecimal> squares =
                values.stream().map(value -> value.subtract(mean).pow(2, PRECISION)).toList();
        return mean(squares).sqrt(PRECISION);
    }
}
