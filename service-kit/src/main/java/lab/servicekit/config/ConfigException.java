package lab.servicekit.config;

import java.util.List;

/** Everything that is wrong with the settings, at once. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    ConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** One line each: the key, the rule, the culprit. */
    public List<String> problems() {
        return problems;
    }
}
