package lab.lancer.index;

/** The index could not be read or written. */
public final class IndexException extends Exception {
    private static final long serialVersionUID = 1L;

    IndexException(String message) {
        super(message);
    }

    IndexException(String message, Throwable cause) {
        super("%s, %s".formatted(message, reason(cause)), cause);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }
}
