package lab.launcher.process;

import org.jline.utils.Signals;

/**
 * Ctrl-C or SIGTERM. Handlers of libraries would close their parts all at once in any order; this
 * one, installed first, only says that it is time, and a second signal ends the process.
 */
public final class StopSignal {
    private static final int INTERRUPTED = 130;

    private boolean given;
    private Runnable then = () -> {};

    /** Takes over both signals of this process. */
    public static StopSignal ofThisProcess() {
        var signal = new StopSignal();
        Signals.register("INT", signal::onSignal);
        Signals.register("TERM", signal::onSignal);
        return signal;
    }

    private void onSignal() {
        if (isGiven()) {
            Runtime.getRuntime().halt(INTERRUPTED);
        }
        give();
    }

    /** Says that it is time to stop. */
    public synchronized void give() {
        if (!given) {
            given = true;
            then.run();
        }
    }

    public synchronized boolean isGiven() {
        return given;
    }

    /** What to do then; at once if it is time already. */
    public synchronized void whenGiven(Runnable action) {
        then = action;
        if (given) {
            action.run();
        }
    }
}
