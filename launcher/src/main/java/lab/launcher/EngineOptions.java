package lab.launcher;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the JVM must be started with so that the engines (Flink, Paimon, Arrow) can run in it. They
 * find out only when a job needs it, and then at each restart again: so a start looks first.
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
