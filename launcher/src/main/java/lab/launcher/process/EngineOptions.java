package lab.launcher.process;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import lab.launcher.directory.LabException;

/**
 * What the JVM must be started with so that the engines (Flink, Paimon, Arrow) can run in it, and
 * by whom. They find out only when a job needs it, and then at each restart again: so a start looks
 * first.
 */
public final class EngineOptions {
    private static final List<String> OPENED =
            List.of(
                    "java.lang",
                    "java.lang.reflect",
                    "java.net",
                    "java.nio",
                    "java.time",
                    "java.util",
                    "java.util.concurrent",
                    "sun.nio.ch");

    /** What the JVM says of a user whom the system does not know by name. */
    private static final String NO_NAME = "?";

    private EngineOptions() {}

    /**
     * Looks whether they were given.
     *
     * @throws LabException naming those that were not
     */
    public static void check() throws LabException {
        Module base = Object.class.getModule();
        Module engines = EngineOptions.class.getModule();
        check(name -> base.isOpen(name, engines));
        checkUser(System.getProperty("user.name", NO_NAME));
    }

    /** Hadoop's files belong to somebody with a name, which a container's user may not have. */
    static void checkUser(String name) throws LabException {
        if (name.isBlank() || name.equals(NO_NAME)) {
            throw new LabException(
                    "user: who runs a lab must have a name in /etc/passwd, has none; add one there,"
                            + " or run it as another");
        }
    }

    static void check(Predicate<String> isOpen) throws LabException {
        List<String> closed = OPENED.stream().filter(name -> !isOpen.test(name)).toList();
        if (!closed.isEmpty()) {
            throw new LabException(
                    "JVM: it must be started with %s, was not; ./lab does so"
                            .formatted(
                                    closed.stream()
                                            .map("--add-opens=java.base/%s=ALL-UNNAMED"::formatted)
                                            .collect(Collectors.joining(" "))));
        }
    }
}
