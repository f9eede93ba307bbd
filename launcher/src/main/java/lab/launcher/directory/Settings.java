package lab.launcher.directory;

import java.nio.file.Path;
import java.util.Map;
import lab.servicekit.config.Config;
import lab.servicekit.config.ConfigException;
import lab.servicekit.config.ConfigSources;

/** What the environment sets of a service that runs within the lab. */
public final class Settings {
    private Settings() {}

    /**
     * Reads a section.
     *
     * @throws LabException if a value is not what it must be
     */
    public static <T extends Record> T read(
            Map<String, String> environment, String name, Class<T> type) throws LabException {
        return read(new ConfigSources().environment(environment), name, type);
    }

    /** The same, where a file of the user's may say it too; what the environment says wins. */
    public static <T extends Record> T read(
            Path file, Map<String, String> environment, String name, Class<T> type)
            throws LabException {
        return read(new ConfigSources().propertiesFile(file).environment(environment), name, type);
    }

    private static <T extends Record> T read(ConfigSources sources, String name, Class<T> type)
            throws LabException {
        try {
            return Config.read(sources, new Config.Section<>(name, type)).get(type);
        } catch (ConfigException | IllegalArgumentException e) {
            throw new LabException(LabException.reason(e), e);
        }
    }
}
