package lab.iggy.embedded.wire;

/**
 * The broker's no to one request. It carries the code that the client is answered with and no stack
 * trace: bad input is ordinary, and one connection can send a great deal of it.
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public RefusedException(ErrorCode code, String why) {
        super(why, null, false, false);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
