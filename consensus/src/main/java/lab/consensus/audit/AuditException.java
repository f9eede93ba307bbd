package lab.consensus.audit;

/** The books could not be audited: a tier cannot be read, or there is no room to reckon. */
public final class AuditException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AuditException(String message, Throwable cause) {
        super(message, cause);
    }
}
