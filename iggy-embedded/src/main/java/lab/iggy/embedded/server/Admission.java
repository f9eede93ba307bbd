package lab.iggy.embedded.server;

import lab.iggy.embedded.command.Command;
import lab.iggy.embedded.command.CommandTable;
import lab.iggy.embedded.command.SendCommand;
import lab.iggy.embedded.session.Session;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.RefusedException;

/** Decides by a frame's header alone whether its body is worth reading. */
final class Admission {
    /** The most that any command but a send may carry. */
    static final int CONTROL_BYTES_MAX = 10 << 20;

    /** The most that somebody may send who is not logged in: a login is smaller by far. */
    static final int STRANGER_BYTES_MAX = 64 << 10;

    private final CommandTable table;
    private final int sendBytesMax;
    private final RequestMemory memory;

    Admission(CommandTable table, int sendBytesMax, RequestMemory memory) {
        this.table = table;
        this.sendBytesMax = sendBytesMax;
        this.memory = memory;
    }

    /** Lets a frame in; {@link #done} has to be told when it is over. */
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
        checkSize(code, payloadBytes, session);
        if (!memory.take(payloadBytes)) {
            throw new RefusedException(
                    ErrorCode.CANNOT_APPEND_MESSAGE,
                    "command %d: no memory left for %d bytes".formatted(code, payloadBytes));
        }
        return command;
    }

    private void checkSize(int code, long payloadBytes, Session session) {
        boolean send = code == SendCommand.CODE;
        int control = session.isLoggedIn() ? CONTROL_BYTES_MAX : STRANGER_BYTES_MAX;
        int max = send ? sendBytesMax : control;
        if (payloadBytes > max) {
            throw new RefusedException(
                    send ? ErrorCode.INVALID_SIZE_BYTES : ErrorCode.INVALID_COMMAND,
                    "command %d: at most %d bytes, had %d".formatted(code, max, payloadBytes));
        }
    }

    /** Whether a command of this code could follow. */
    boolean knows(int code) {
        return table.find(code).isPresent();
    }

    /** Whether a frame of this length could be one of ours, whoever sends it. */
    boolean isPossible(int code, long payloadBytes) {
        return payloadBytes <= (code == SendCommand.CODE ? sendBytesMax : CONTROL_BYTES_MAX);
    }

    void done(long payloadBytes) {
        memory.giveBack(payloadBytes);
    }
}
