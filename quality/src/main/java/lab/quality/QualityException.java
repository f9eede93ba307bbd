package lab.quality;

/** The data could not be looked through: a tier cannot be read, or there is no room to reckon. */
public final class QualityException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QualityException(String message, Throwable cause) {
        super(message, cause);
    }
}
