package lab.iggy.embedded.command;

import lab.iggy.embedded.command.Command.Access;
import lab.iggy.embedded.command.Command.Place;
import lab.iggy.embedded.session.Session;
import lab.iggy.embedded.user.Credentials;
import lab.iggy.embedded.user.UserKeeper;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.WireReader;

/** Commands 38 and 39. */
public final class LoginCommands implements CommandTable.Family {
    private final UserKeeper users;

    public LoginCommands(UserKeeper users) {
        this.users = users;
    }

    @Override
    public void addTo(CommandTable.Builder table) {
        table.add(38, Access.ANYONE, Place.PASSWORDS, this::login);
        table.quick(
                39,
                (session, _) -> {
                    session.logout();
                    return Reply.EMPTY;
                });
    }

    private Reply login(Session session, WireReader payload) {
        var username = payload.name();
        var password = payload.shortText();
        payload.longText(); // the SDK's version
        payload.longText(); // the SDK's free text
        UserCommands.check(username, Credentials.USERNAME_BYTES_MAX, ErrorCode.INVALID_USERNAME);
        UserCommands.checkPassword(password);
        var login = users.login(username, password);
        session.login(login);
        return identity(login);
    }

    /** Who has logged in. */
    static Reply identity(UserKeeper.Login login) {
        return new Reply.Body(Bodies.fresh().writeIntLE(login.user()));
    }
}
