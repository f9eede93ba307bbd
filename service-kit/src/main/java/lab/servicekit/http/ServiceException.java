package lab.servicekit.http;

/** A service did not answer, or not what it should; the message says which in one line. */
public final class ServiceException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int NOT_FOUND = 404;

    private final boolean notFound;

    ServiceException(String message, Throwable cause) {
        super(message, cause);
        this.notFound = false;
    }

    ServiceException(String message, int status) {
        super(message);
        this.notFound = status == NOT_FOUND;
    }

    /** Whether the service is there and does not know what it was asked about. */
    public boolean isNotFound() {
        return notFound;
    }
}
