package lab.servicekit.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;

/**
 * The settings of one or more modules, each a record, read once and checked whole.
 *
 * <p>
 *
 * {@snippet :
 * record PollerConfig(@Default("250ms") Duration pollInterval, @Secret String password) {}
 *
 * var config = Config.read(
 *         new ConfigSources().propertiesFile(file).environment(System.getenv()).arguments(args),
 *         new Config.Section<>("poller", PollerConfig.class));
 * PollerConfig poller = config.get(PollerConfig.class);
 * }
 *
 * <p>An unknown key is an error and not ignored: a setting with a typo would otherwise do nothing,
 * silently. Every problem is found before the first is told.
 */
public final class Config {
    private static final double SIMILAR_ENOUGH = 0.8;

    private final Map<Class<?>, Record> records;
    private final SortedMap<String, String> effective;

    /**
     * One module's settings.
     *
     * @param name the module's, which its keys begin with
     * @param type the record that holds them
     */
    public record Section<T extends Record>(String name, Class<T> type) {
        /** All that can be set of it, in the order of the record's components. */
        public List<String> keys() {
            return new RecordReader(name, type).keys();
        }
    }

    private Config(Map<Class<?>, Record> records, SortedMap<String, String> effective) {
        this.records = records;
        this.effective = effective;
    }

    /**
     * Reads all sections.
     *
     * @throws ConfigException with every problem there is
     */
    public static Config read(ConfigSources sources, Section<?>... sections) {
        List<String> problems = new ArrayList<>(sources.problems());
        List<RecordReader> readers = new ArrayList<>();
        for (Section<?> section : sections) {
            readers.add(new RecordReader(section.name(), section.type()));
        }
        Collection<String> known =
                readers.stream().flatMap(reader -> reader.keys().stream()).toList();
        Map<String, String> values = merge(sources, known, sections, problems);

        Map<Class<?>, Record> records = new LinkedHashMap<>();
        SortedMap<String, String> effective = new TreeMap<>();
        for (RecordReader reader : readers) {
            Optional<Record> read = reader.read(values, problems);
            read.ifPresent(record -> records.put(record.getClass(), record));
            effective.putAll(reader.effective(values));
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new Config(records, effective);
    }

    /** The settings of one module. */
    public <T extends Record> T get(Class<T> type) {
        Record record = records.get(type);
        if (record == null) {
            throw new IllegalArgumentException(
                    "config: no section was read as %s".formatted(type.getName()));
        }
        return type.cast(record);
    }

    /** What is in effect, by key, secrets masked. */
    public SortedMap<String, String> effective() {
        return new TreeMap<>(effective);
    }

    private static Map<String, String> merge(
            ConfigSources sources,
            Collection<String> known,
            Section<?>[] sections,
            List<String> problems) {
        Map<String, String> byVariable =
                known.stream().collect(Collectors.toMap(Config::variable, key -> key));
        Map<String, String> values = new LinkedHashMap<>();
        for (ConfigSources.Source source : sources.sources()) {
            source.values().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(entry -> {
                        String given = entry.getKey();
                        String key =
                                source.isEnvironment()
                                        ? byVariable.getOrDefault(given, given)
                                        : given;
                        if (known.contains(key)) {
                            values.put(key, entry.getValue());
                        } else if (!source.isEnvironment() || isOurs(given, sections)) {
                            problems.add(unknown(given, source, byVariable));
                        }
                    });
        }
        return values;
    }

    private static boolean isOurs(String variable, Section<?>[] sections) {
        for (Section<?> section : sections) {
            if (variable.startsWith(variable(section.name()) + "_")) {
                return true;
            }
        }
        return false;
    }

    private static String unknown(
            String given, ConfigSources.Source source, Map<String, String> byVariable) {
        Collection<String> candidates =
                source.isEnvironment() ? byVariable.keySet() : byVariable.values();
        var similarity = new JaroWinklerSimilarity();
        Optional<String> nearest =
                candidates.stream()
                        .filter(key -> similarity.apply(key, given) >= SIMILAR_ENOUGH)
                        .max(
                                Comparator.comparingDouble(
                                                (String key) -> similarity.apply(key, given))
                                        .thenComparing(Comparator.naturalOrder()));
        String hint = nearest.map(key -> "; did you mean " + key + "?").orElse("");
        return "%s: unknown (%s)%s".formatted(given, source.name(), hint);
    }

    /** The environment variable of a key: {@code LAB_BUS_RETENTION} of {@code bus.retention}. */
    public static String variable(String key) {
        return "LAB_" + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
