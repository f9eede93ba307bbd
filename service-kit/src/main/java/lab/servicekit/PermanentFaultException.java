package lab.servicekit;

/** A state that no retry mends. Its message says what does. */
public final class PermanentFaultException extends IllegalStateException implements PermanentFault {
    private static final long serialVersionUID = 1L;

    public PermanentFaultException(String message) {
        super(message);
    }

    public PermanentFaultException(String message, Throwable cause) {
        super(message, cause);
    }
}
