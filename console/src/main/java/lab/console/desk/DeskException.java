package lab.console.desk;

/** The paper desk did not answer, or not what it should; the message says which in one line. */
final class DeskException extends Exception {
    private static final long serialVersionUID = 1L;

    DeskException(String message) {
        super(message);
    }

    DeskException(String message, Throwable cause) {
        super(message, cause);
    }
}
