package lab.cli.client;

/** What the process says when it ends. */
public final class ExitCode {
    /** Done what was asked. */
    public static final int DONE = 0;

    /** Not done, or not healthy. */
    public static final int FAILED = 1;

    /** Asked for something that there is not. */
    public static final int USAGE = 2;

    /** There is no lab running. */
    public static final int NOT_RUNNING = 3;

    private ExitCode() {}
}
