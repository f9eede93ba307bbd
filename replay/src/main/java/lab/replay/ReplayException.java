package lab.replay;

/** Why a replay cannot be made: the thing, the rule and the culprit, in one line. */
public final class ReplayException extends Exception {
    private static final long serialVersionUID = 1;

    public ReplayException(String message) {
        super(message);
    }

    public ReplayException(String message, Throwable cause) {
        super(message, cause);
    }
}
