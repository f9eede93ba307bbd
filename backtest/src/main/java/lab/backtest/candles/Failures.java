package lab.backtest.candles;

import java.util.Arrays;
import lab.consensus.strategy.Strategy;

/** How a strategy failed, in one line for whoever wrote it. */
final class Failures {
    private Failures() {}

    /** What was thrown, and the line of the strategy's own file in which it was. */
    static String told(Strategy strategy, Throwable thrown) {
        String name = strategy.getClass().getName();
        String where =
                Arrays.stream(thrown.getStackTrace())
                        .filter(frame ->
                                frame.getClassName().equals(name)
                                        || frame.getClassName().startsWith(name + "$"))
                        .findFirst()
                        .map(frame ->
                                " at %s:%d".formatted(frame.getFileName(), frame.getLineNumber()))
                        .orElse("");
        return thrown + where;
    }
}
