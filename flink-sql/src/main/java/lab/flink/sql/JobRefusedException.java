package lab.flink.sql;

/** A job must not start as things are; the message says why and what to do. */
public final class JobRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JobRefusedException(String message) {
        super(message);
    }

    JobRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
