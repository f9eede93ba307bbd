package lab.cli;

/** What the process says when it ends. */
final class ExitCode {
    /** Done what was asked. */
    static final int DONE = 0;

    /** Not done, or not healthy. */
    static final int FAILED = 1;

    /** Asked for something that there is not. */
    static final int USAGE = 2;

    /** There is no lab running. */
    static final int NOT_RUNNING = 3;

    private ExitCode() {}
}
