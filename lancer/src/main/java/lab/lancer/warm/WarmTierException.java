package lab.lancer.warm;

/** The warm tier could not be read or written. */
public final class WarmTierException extends Exception {
    private static final long serialVersionUID = 1L;

    public WarmTierException(String message, Throwable cause) {
        super("%s, %s".formatted(message, reason(cause)), cause);
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
