package lab.iggy.embedded.server;

import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.RefusedException;

/** Decides by a frame's header alone whether its body is worth reading. */
final class Admission {
    /** The most that any command but a send may carry. */
    static final int CONTROL_BYTES_MAX = 10 << 20;

    private final CommandTable table;
    private final int sendBytesMax;

    Admission(CommandTable table, int sendBytesMax) {
        this.table = table;
        this.sendBytesMax = sendBytesMax;
    }

    Command admit(int code, long payloadBytes, Session session) {
        var command =
                table.find(code)
                        .orElseThrow(() ->
                                new RefusedException(
                                        ErrorCode.INVALID_COMMAND,
                                        "command: no such code: "
                                                + Integer.toUnsignedString(code)));
        if (command.access() == Command.Access.LOGGED_IN && !session.isLoggedIn()) {
            throw new RefusedException(
                    ErrorCode.UNAUTHENTICATED, "command %d: log in first".formatted(code));
        }
        if (code == SendCommand.CODE) {
            if (payloadBytes > sendBytesMax) {
                throw new RefusedException(
                        ErrorCode.INVALID_SIZE_BYTES,
                        "send: at most %d bytes, had %d".formatted(sendBytesMax, payloadBytes));
            }
        } else if (payloadBytes > CONTROL_BYTES_MAX) {
            throw new RefusedException(
                    ErrorCode.INVALID_COMMAND,
                    "command %d: at most %d bytes, had %d"
                            .formatted(code, CONTROL_BYTES_MAX, payloadBytes));
        }
        return command;
    }
}
