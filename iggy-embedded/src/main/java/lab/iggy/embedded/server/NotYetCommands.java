package lab.iggy.embedded.server;

import java.util.List;
import lab.iggy.embedded.server.Command.Access;
import lab.iggy.embedded.server.Command.Place;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.RefusedException;

/**
 * Commands that the protocol has and this broker does not: they are answered with "feature
 * unavailable".
 */
final class NotYetCommands implements CommandTable.Family {
    private static final List<Integer> CODES = List.of(11); // snapshot

    @Override
    public void addTo(CommandTable.Builder table) {
        for (int code : CODES) {
            table.add(
                    code,
                    Access.LOGGED_IN,
                    Place.LOOP,
                    (_, payload) -> {
                        throw new RefusedException(
                                ErrorCode.FEATURE_UNAVAILABLE,
                                "command %d: not available".formatted(code));
                    });
        }
    }
}
