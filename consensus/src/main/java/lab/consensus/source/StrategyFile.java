package lab.consensus.source;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import lab.consensus.core.Failures;
import lab.consensus.strategy.Parameter;
import lab.consensus.strategy.Strategy;
import lab.domain.Account;
import org.jspecify.annotations.Nullable;

/**
 * A strategy in one file of source, compiled and looked at, ready to be made with whatever its
 * parameters are set to.
 */
public final class StrategyFile {
    private static final int HASH_DIGITS = 12;

    private final String fileName;
    private final Constructor<?> constructor;
    private final String hash;

    private StrategyFile(String fileName, Constructor<?> constructor, String hash) {
        this.fileName = fileName;
        this.constructor = constructor;
        this.hash = hash;
    }

    /** Whether a word names a file and not one of the lab's own strategies. */
    public static boolean isOne(String word) {
        return word.endsWith(".java");
    }

    /**
     * Compiles a file, and sees to it that it is a function of what it is shown.
     *
     * @throws SourceException with a line for each thing that is wrong
     */
    public static StrategyFile read(Path file) throws SourceException, IOException {
        if (!Files.isRegularFile(file)) {
            throw new SourceException("%s: there must be such a file, is none".formatted(file));
        }
        String name = String.valueOf(file.getFileName());
        String source = Files.readString(file);
        SortedMap<String, byte[]> classes = MemoryCompiler.compile(name, source);
        List<String> refusals = new ArrayList<>(outOfPlace(name, classes));
        refusals.addAll(Fences.refusals(name, source, classes));
        if (!refusals.isEmpty()) {
            throw new SourceException(refusals);
        }
        Class<?> type = strategy(name, new Loader(StepCounting.in(classes)), classes);
        return new StrategyFile(name, constructor(name, type), hash(source));
    }

    /** Words of the lab and of the JDK are theirs. */
    private static List<String> outOfPlace(String name, Map<String, byte[]> classes) {
        return classes.keySet().stream()
                .filter(type -> type.startsWith("lab.") || type.startsWith("java."))
                .map(type ->
                        "%s:1: class %s: its package must be your own or none, is the lab's or the JDK's"
                                .formatted(name, type))
                .toList();
    }

    private static Class<?> strategy(String name, Loader loader, Map<String, byte[]> classes)
            throws SourceException {
        List<Class<?>> found = new ArrayList<>();
        for (String type : classes.keySet()) {
            Class<?> loaded = loader.type(type);
            if (Strategy.class.isAssignableFrom(loaded)
                    && !loaded.isInterface()
                    && !Modifier.isAbstract(loaded.getModifiers())) {
                found.add(loaded);
            }
        }
        if (found.size() != 1) {
            throw new SourceException(
                    "%s: it must have one class that implements Strategy, has %s"
                            .formatted(
                                    name,
                                    found.isEmpty()
                                            ? "none"
                                            : found.stream().map(Class::getSimpleName).toList()));
        }
        return found.getFirst();
    }

    private static Constructor<?> constructor(String name, Class<?> type) throws SourceException {
        Constructor<?>[] all = type.getDeclaredConstructors();
        if (all.length != 1) {
            throw new SourceException(
                    "%s: %s must have one constructor, has %d"
                            .formatted(name, type.getSimpleName(), all.length));
        }
        for (var parameter : all[0].getParameters()) {
            if (parameter.getAnnotation(Parameter.class) == null) {
                throw new SourceException(
                        "%s: parameter %s must say its standard and what it means, by @Parameter"
                                .formatted(name, parameter.getName()));
            }
        }
        all[0].setAccessible(true);
        return all[0];
    }

    /** SHA-256 of the source, its beginning. */
    public String hash() {
        return hash;
    }

    /** Its parameters' names, in their order. */
    public List<String> parameters() {
        List<String> names = new ArrayList<>();
        for (var parameter : constructor.getParameters()) {
            names.add(parameter.getName());
        }
        return names;
    }

    /** What each parameter is where nobody sets it. */
    public SortedMap<String, String> standards() {
        SortedMap<String, String> standards = new TreeMap<>();
        for (var parameter : constructor.getParameters()) {
            standards.put(parameter.getName(), said(parameter).standard());
        }
        return standards;
    }

    private static Parameter said(java.lang.reflect.Parameter parameter) {
        Parameter said = parameter.getAnnotation(Parameter.class);
        if (said == null) {
            throw new IllegalStateException("parameter: must be annotated, was " + parameter);
        }
        return said;
    }

    /**
     * Makes the strategy.
     *
     * @param set parameters that are not to be as their standard says
     * @throws SourceException if there is no such parameter, a value is none, or the constructor
     *     refuses it
     */
    public Strategy make(Map<String, String> set) throws SourceException {
        var unknown = new TreeSet<>(set.keySet());
        unknown.removeAll(parameters());
        if (!unknown.isEmpty()) {
            throw new SourceException(
                    "%s: it has no parameter %s; %s"
                            .formatted(
                                    fileName,
                                    unknown.first(),
                                    parameters().isEmpty()
                                            ? "it has none at all"
                                            : "it has " + String.join(", ", parameters())));
        }
        List<@Nullable Object> values = new ArrayList<>();
        for (var parameter : constructor.getParameters()) {
            String text = set.getOrDefault(parameter.getName(), said(parameter).standard());
            values.add(value(parameter, text));
        }
        SortedMap<String, String> told = new TreeMap<>(standards());
        told.putAll(set);
        try {
            Strategy made =
                    (Strategy) Steps.within(() -> constructor.newInstance(values.toArray()));
            return checked(made, hash + told);
        } catch (InvocationTargetException e) {
            throw new SourceException("%s: %s".formatted(fileName, e.getCause()));
        } catch (ReflectiveOperationException | LinkageError | StepsError e) {
            throw new SourceException(
                    "%s: it must be possible to make it, %s".formatted(fileName, e));
        }
    }

    private Strategy checked(Strategy made, String version) throws SourceException {
        try {
            var bounded = new BoundedStrategy(made, version);
            Account.trader(bounded.name());
            return bounded;
        } catch (RuntimeException | Error e) {
            throw new SourceException(
                    "%s: name() must be 1 to 32 of a-z 0-9 - and reads() a set, %s"
                            .formatted(fileName, e.getMessage()));
        }
    }

    private Object value(java.lang.reflect.Parameter parameter, String text)
            throws SourceException {
        Class<?> type = parameter.getType();
        try {
            if (type == int.class) {
                return Integer.parseInt(text);
            }
            if (type == long.class) {
                return Long.parseLong(text);
            }
            if (type == double.class) {
                return Double.parseDouble(text);
            }
            if (type == boolean.class && (text.equals("true") || text.equals("false"))) {
                return Boolean.parseBoolean(text);
            }
            if (type == BigDecimal.class) {
                return new BigDecimal(text);
            }
            if (type == Duration.class) {
                return Duration.parse(text);
            }
            if (type == String.class) {
                return text;
            }
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            // told below
        }
        throw new SourceException(
                "%s: parameter %s must be %s, was \"%s\""
                        .formatted(fileName, parameter.getName(), wanted(type), text));
    }

    private static String wanted(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "int", "long" -> "a whole number";
            case "double", "BigDecimal" -> "a number";
            case "boolean" -> "true or false";
            case "Duration" -> "a duration such as PT15M";
            case "String" -> "a text";
            default ->
                    "an int, long, double, boolean, BigDecimal, Duration or String (it is a %s)"
                            .formatted(type.getSimpleName());
        };
    }

    private static String hash(String source) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(source.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** Classes that are in memory alone. */
    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> classes;

        Loader(Map<String, byte[]> classes) {
            super(Failures.LOADER, Strategy.class.getClassLoader());
            this.classes = Map.copyOf(classes);
        }

        Class<?> type(String name) throws SourceException {
            try {
                return loadClass(name);
            } catch (ClassNotFoundException e) {
                throw new SourceException("class %s: it must be there, is not".formatted(name));
            }
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
