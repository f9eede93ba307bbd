package lab.servicekit.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Where settings come from; what is added later wins.
 *
 * <p>A key reads {@code console.stale-after}; as an environment variable {@code
 * LAB_CONSOLE_STALE_AFTER}; on a command line {@code --console.stale-after=5s}.
 */
public final class ConfigSources {
    /** Settings that came from one place. */
    record Source(String name, boolean isEnvironment, Map<String, String> values) {}

    private final List<Source> sources = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    public ConfigSources properties(Map<String, String> values) {
        sources.add(new Source("properties", false, Map.copyOf(values)));
        return this;
    }

    /** Reads a properties file; one that is not there counts as empty. */
    public ConfigSources propertiesFile(Path file) {
        if (!Files.exists(file)) {
            return this;
        }
        var read = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            read.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            problems.add("%s: must be a properties file, but: %s".formatted(file, e.getMessage()));
            return this;
        }
        Map<String, String> values = new LinkedHashMap<>();
        read.stringPropertyNames().forEach(key -> values.put(key, read.getProperty(key)));
        sources.add(new Source(file.toString(), false, values));
        return this;
    }

    /** Takes variables named {@code LAB_<module>_…}; all others are none of our business. */
    public ConfigSources environment(Map<String, String> variables) {
        sources.add(new Source("environment", true, Map.copyOf(variables)));
        return this;
    }

    public ConfigSources arguments(List<String> arguments) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (!argument.startsWith("--") || equals < 3) {
                problems.add("argument: must read --key=value, was \"%s\"".formatted(argument));
            } else {
                values.put(argument.substring(2, equals), argument.substring(equals + 1));
            }
        }
        sources.add(new Source("arguments", false, values));
        return this;
    }

    List<Source> sources() {
        return List.copyOf(sources);
    }

    List<String> problems() {
        return List.copyOf(problems);
    }
}
