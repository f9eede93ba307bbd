package lab.servicekit.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes one record of settings from keys and texts; a record in it is a group of keys. */
final class RecordReader {
    private static final String MASK = "***";

    private final String name;
    private final Class<? extends Record> type;

    /** By key, in the order of the components. */
    private final Map<String, RecordComponent> leaves = new LinkedHashMap<>();

    private final Map<String, RecordReader> groups = new LinkedHashMap<>();

    RecordReader(String name, Class<? extends Record> type) {
        this.name = name;
        this.type = type;
        for (RecordComponent component : type.getRecordComponents()) {
            String key = name + "." + kebab(component.getName());
            if (component.getType().isRecord() && !SettingText.reads(component.getGenericType())) {
                groups.put(
                        key, new RecordReader(key, component.getType().asSubclass(Record.class)));
            } else {
                leaves.put(key, component);
            }
        }
    }

    List<String> keys() {
        List<String> keys = new ArrayList<>(leaves.keySet());
        groups.values().forEach(group -> keys.addAll(group.keys()));
        return keys;
    }

    /** The record, unless something is wrong with it, which is then among the problems. */
    Optional<Record> read(Map<String, String> values, List<String> problems) {
        Map<String, String> typed = new LinkedHashMap<>();
        int problemsBefore = problems.size();
        Map<String, Object> arguments = new LinkedHashMap<>();
        leaves.forEach((key, component) ->
                readLeaf(key, component, values, problems)
                        .ifPresent(value -> {
                            arguments.put(component.getName(), value);
                            text(key, component, values)
                                    .ifPresent(text -> addTyped(value, text, typed));
                        }));
        groups.forEach((key, group) ->
                group.read(values, problems)
                        .ifPresent(value -> arguments.put(componentOf(key), value)));
        return problems.size() > problemsBefore
                ? Optional.empty()
                : construct(arguments, typed, problems);
    }

    /** How the user wrote what Java writes otherwise: {@code 2h} and not {@code PT2H}. */
    private static void addTyped(Object value, String text, Map<String, String> typed) {
        Object single = value instanceof Optional<?> some && some.isPresent() ? some.get() : value;
        if (single instanceof Duration duration) {
            typed.put("was " + duration, "was " + text);
        }
    }

    /** What each setting reads, secrets masked. */
    Map<String, String> effective(Map<String, String> values) {
        Map<String, String> effective = new TreeMap<>();
        leaves.forEach((key, component) ->
                text(key, component, values)
                        .ifPresent(text -> effective.put(key, isSecret(component) ? MASK : text)));
        groups.values().forEach(group -> effective.putAll(group.effective(values)));
        return effective;
    }

    private static Optional<Object> readLeaf(
            String key,
            RecordComponent component,
            Map<String, String> values,
            List<String> problems) {
        Optional<String> text = text(key, component, values);
        if (text.isEmpty()) {
            if (component.getType() == Optional.class) {
                return Optional.of(Optional.empty());
            }
            problems.add("%s: must be set".formatted(key));
            return Optional.empty();
        }
        try {
            return Optional.of(SettingText.read(component.getGenericType(), text.get()));
        } catch (IllegalArgumentException e) {
            String shown = isSecret(component) ? MASK : '"' + text.get() + '"';
            problems.add("%s: %s, was %s".formatted(key, e.getMessage(), shown));
            return Optional.empty();
        }
    }

    private static Optional<String> text(
            String key, RecordComponent component, Map<String, String> values) {
        @Nullable Default byDefault = component.getAnnotation(Default.class);
        return Optional.ofNullable(values.get(key))
                .or(() -> Optional.ofNullable(byDefault).map(Default::value));
    }

    private Optional<Record> construct(
            Map<String, Object> arguments, Map<String, String> typed, List<String> problems) {
        RecordComponent[] components = type.getRecordComponents();
        try {
            Constructor<? extends Record> constructor =
                    type.getDeclaredConstructor(
                            Arrays.stream(components)
                                    .map(RecordComponent::getType)
                                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return Optional.of(
                    constructor.newInstance(
                            Arrays.stream(components)
                                    .map(component -> arguments.get(component.getName()))
                                    .toArray()));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                String message = String.valueOf(refused.getMessage());
                for (Map.Entry<String, String> written : typed.entrySet()) {
                    message = message.replace(written.getKey(), written.getValue());
                }
                problems.add("%s: %s".formatted(name, message));
                return Optional.empty();
            }
            throw new IllegalStateException("%s: cannot be made".formatted(type.getName()), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("%s: cannot be made".formatted(type.getName()), e);
        }
    }

    private String componentOf(String key) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .filter(component -> key.equals(name + "." + kebab(component)))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isSecret(RecordComponent component) {
        return component.isAnnotationPresent(Secret.class);
    }

    /** {@code pollInterval} as {@code poll-interval}. */
    static String kebab(String name) {
        return name.replaceAll("(?<=[a-z0-9])([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
