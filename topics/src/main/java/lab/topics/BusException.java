package lab.topics;

import java.util.OptionalInt;

/** A request to the broker that did not succeed. */
public final class BusException extends Exception {
    private final OptionalInt errorCode;

    private BusException(String message, OptionalInt errorCode, Throwable cause) {
        super(message, cause);
        this.errorCode = errorCode;
    }

    /** The broker did not answer, or not in time: nobody knows whether it did what was asked. */
    public static BusException unreachable(String message, Throwable cause) {
        return new BusException(message, OptionalInt.empty(), cause);
    }

    /** The broker answered that it would not. */
    static BusException refused(String message, int errorCode, Throwable cause) {
        return new BusException(message, OptionalInt.of(errorCode), cause);
    }

    /** The broker's error code, where it answered at all. */
    public OptionalInt errorCode() {
        return errorCode;
    }

    public boolean isRefusal() {
        return errorCode.isPresent();
    }
}
