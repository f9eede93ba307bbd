package lab.consensus.source;

import org.jspecify.annotations.Nullable;

/**
 * Counts what a strategy's file does, so that each decision ends: after so many steps it is over,
 * on every machine after the same ones. {@link StepCounting} puts the calls into the byte code.
 *
 * <p>A step is a turn of a loop, a call of one of its own methods, or an element of an array that
 * it makes. Once there are too many, or calls lie too deep, each further step fails too, so a file
 * cannot go on by catching the failure.
 */
public final class Steps {
    /** About twenty milliseconds. All pairs of 240 candles are 57,600. */
    static final long STEPS_MAX = 10_000_000;

    /** Calls of its own methods that have not returned. One that failed counts as if it had not. */
    static final int DEPTH_MAX = 1_000;

    private static final ThreadLocal<Steps> OF_THREAD = ThreadLocal.withInitial(Steps::new);

    private long left = STEPS_MAX;
    private int depth;
    private @Nullable StepsError failure;

    private Steps() {}

    /** What a strategy's file does. */
    @FunctionalInterface
    interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /** Lets it do as much as one decision may. */
    static <T, E extends Exception> T within(Work<T, E> work) throws E {
        Steps steps = OF_THREAD.get();
        steps.left = STEPS_MAX;
        steps.depth = 0;
        steps.failure = null;
        T done = work.run();
        steps.mustGoOn();
        return done;
    }

    /** A loop begins again. */
    public static void again() {
        many(1);
    }

    /** An array of this length is made. */
    public static void many(int count) {
        Steps steps = OF_THREAD.get();
        steps.mustGoOn();
        steps.left -= Math.max(1, count);
        if (steps.left < 0) {
            steps.fail("takes more than %,d steps for one decision".formatted(STEPS_MAX));
        }
    }

    /** A method begins. */
    public static void enter() {
        many(1);
        Steps steps = OF_THREAD.get();
        if (++steps.depth > DEPTH_MAX) {
            steps.fail("calls itself too deeply, at most %,d".formatted(DEPTH_MAX));
        }
    }

    /** A method returns. */
    public static void leave() {
        OF_THREAD.get().depth--;
    }

    private void mustGoOn() {
        if (failure != null) {
            throw failure;
        }
    }

    private void fail(String what) {
        failure = new StepsError(what);
        throw failure;
    }
}
