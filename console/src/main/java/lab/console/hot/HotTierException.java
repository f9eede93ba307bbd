package lab.console.hot;

/** The hot tier did not answer, or not as expected: to be tried again. */
final class HotTierException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HotTierException(Throwable cause) {
        super(
                cause.getCause() == null ? String.valueOf(cause) : String.valueOf(cause.getCause()),
                cause);
    }

    HotTierException(String message) {
        super(message);
    }
}
