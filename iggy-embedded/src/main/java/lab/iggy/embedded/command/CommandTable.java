package lab.iggy.embedded.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.iggy.embedded.command.Command.Access;
import lab.iggy.embedded.command.Command.Handler;
import lab.iggy.embedded.command.Command.Place;

/** Every command that the broker knows, by code. */
public final class CommandTable {
    /**
     * Commands that belong together. A new family is one class and one line where the table is
     * made.
     */
    public interface Family {
        void addTo(Builder table);
    }

    static final class Builder {
        private final Map<Integer, Command> commands = new HashMap<>();

        void add(int code, Access access, Place place, Handler handler) {
            if (commands.put(code, new Command(code, access, place, handler)) != null) {
                throw new IllegalArgumentException(
                        "command %d: must be known once".formatted(code));
            }
        }

        /** A quick command for those who are logged in. */
        void quick(int code, Handler handler) {
            add(code, Access.LOGGED_IN, Place.LOOP, handler);
        }

        /** A command that changes the catalog. */
        void control(int code, Handler handler) {
            add(code, Access.LOGGED_IN, Place.CONTROL, handler);
        }
    }

    private final Map<Integer, Command> commands;

    public CommandTable(List<Family> families) {
        var builder = new Builder();
        families.forEach(family -> family.addTo(builder));
        this.commands = Map.copyOf(builder.commands);
    }

    public Optional<Command> find(int code) {
        return Optional.ofNullable(commands.get(code));
    }
}
