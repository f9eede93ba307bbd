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
    private static final int LOGIN_WITH_TOKEN = 44;
    private static final List<Integer> CODES =
            List.of(
                    11, // snapshot
                    31,
                    32,
                    33,
                    34,
                    35,
                    36,
                    37, // users
                    41,
                    42,
                    43,
                    LOGIN_WITH_TOKEN, // personal access tokens
                    503, // segments
                    600,
                    601,
                    602,
                    603,
                    604,
                    605); // consumer groups

    @Override
    public void addTo(CommandTable.Builder table) {
        for (int code : CODES) {
            var access = code == LOGIN_WITH_TOKEN ? Access.ANYONE : Access.LOGGED_IN;
            table.add(
                    code,
                    access,
                    Place.LOOP,
                    (_, payload) -> {
                        throw new RefusedException(
                                ErrorCode.FEATURE_UNAVAILABLE,
                                "command %d: not available".formatted(code));
                    });
        }
    }
}
