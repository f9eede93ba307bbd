package lab.consensus.core;

import java.util.Arrays;
import lab.consensus.strategy.Strategy;

/** How a strategy failed, in one line for whoever wrote it. */
public final class Failures {
    /** The name of the class loader of those that came as a file. */
    public static final String LOADER = "strategy";

    private Failures() {}

    /** What was thrown, and the line of the strategy's own file in which it was. */
    public static String told(Strategy strategy, Throwable thrown) {
        String where =
                Arrays.stream(thrown.getStackTrace())
                        .filter(frame -> isOf(strategy, frame))
                        .findFirst()
                        .map(frame ->
                                " at %s:%d".formatted(frame.getFileName(), frame.getLineNumber()))
                        .orElse("");
        return thrown + where;
    }

    private static boolean isOf(Strategy strategy, StackTraceElement frame) {
        String name = strategy.getClass().getName();
        return LOADER.equals(frame.getClassLoaderName())
                || frame.getClassName().equals(name)
                || frame.getClassName().startsWith(name + "$");
    }
}
