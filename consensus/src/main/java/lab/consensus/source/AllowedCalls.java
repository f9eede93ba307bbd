package lab.consensus.source;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a strategy may use of the JDK and of the lab. What is not on the list is refused: of what
 * nobody thought of, nobody knows whether it looks at a clock.
 */
final class AllowedCalls {
    private static final Set<String> OF_LANG =
            Set.of(
                    "Object",
                    "String",
                    "StringBuilder",
                    "CharSequence",
                    "Comparable",
                    "Iterable",
                    "Math",
                    "StrictMath",
                    "Number",
                    "Integer",
                    "Long",
                    "Double",
                    "Float",
                    "Short",
                    "Byte",
                    "Boolean",
                    "Character",
                    "Void",
                    "Enum",
                    "Record",
                    "MatchException",
                    "Throwable",
                    "Exception",
                    "RuntimeException",
                    "Error",
                    "AssertionError",
                    "IllegalArgumentException",
                    "IllegalStateException",
                    "ArithmeticException",
                    "ArrayIndexOutOfBoundsException",
                    "IndexOutOfBoundsException",
                    "NullPointerException",
                    "NumberFormatException",
                    "ClassCastException",
                    "UnsupportedOperationException");

    private static final Set<String> OF_UTIL =
            Set.of(
                    "List",
                    "ArrayList",
                    "LinkedList",
                    "Map",
                    "Map$Entry",
                    "HashMap",
                    "LinkedHashMap",
                    "TreeMap",
                    "SequencedCollection",
                    "SequencedMap",
                    "SequencedSet",
                    "SortedMap",
                    "NavigableMap",
                    "EnumMap",
                    "Set",
                    "HashSet",
                    "LinkedHashSet",
                    "TreeSet",
                    "SortedSet",
                    "NavigableSet",
                    "EnumSet",
                    "BitSet",
                    "Queue",
                    "Deque",
                    "ArrayDeque",
                    "PriorityQueue",
                    "Collection",
                    "Collections",
                    "Arrays",
                    "Iterator",
                    "ListIterator",
                    "PrimitiveIterator$OfInt",
                    "PrimitiveIterator$OfDouble",
                    "PrimitiveIterator$OfLong",
                    "Comparator",
                    "Objects",
                    "Optional",
                    "OptionalInt",
                    "OptionalLong",
                    "OptionalDouble",
                    "StringJoiner",
                    "Locale",
                    "IntSummaryStatistics",
                    "LongSummaryStatistics",
                    "DoubleSummaryStatistics",
                    "NoSuchElementException");

    /** Of java.time what reads a clock is not there, nor what knows where the machine stands. */
    private static final Set<String> OF_TIME =
            Set.of(
                    "Instant",
                    "Duration",
                    "Period",
                    "LocalDate",
                    "LocalTime",
                    "LocalDateTime",
                    "OffsetDateTime",
                    "OffsetTime",
                    "ZonedDateTime",
                    "YearMonth",
                    "Year",
                    "MonthDay",
                    "Month",
                    "DayOfWeek",
                    "ZoneOffset",
                    "ZoneId",
                    "DateTimeException");

    private static final Map<String, Set<String>> ALLOWED =
            Map.of("java.lang", OF_LANG, "java.util", OF_UTIL, "java.time", OF_TIME);

    private static final Set<String> ALLOWED_PACKAGES =
            Set.of(
                    "java.math",
                    "java.util.function",
                    "java.util.stream",
                    "java.time.temporal",
                    "java.lang.annotation",
                    "lab.consensus.strategy",
                    "lab.domain",
                    "lab.domain.book",
                    "lab.domain.clearing");

    /** What the compiler itself calls for lambdas, strings, records and switches. */
    private static final Set<String> BOOTSTRAPS =
            Set.of(
                    "java.lang.invoke.LambdaMetafactory",
                    "java.lang.invoke.StringConcatFactory",
                    "java.lang.runtime.ObjectMethods",
                    "java.lang.runtime.SwitchBootstraps",
                    "java.lang.invoke.ConstantBootstraps");

    private static final String NO_CLOCK = "a strategy has no clock, the time is view.time()";
    private static final String NO_CHANCE =
            "a strategy has no chance: the same view, the same decision";
    private static final String NO_IO = "a strategy reads and writes nothing but what it is shown";
    private static final String NO_THREADS = "a strategy has no threads";
    private static final String NO_END =
            "a strategy has no streams that need not end; a loop is counted";
    private static final String NO_REFLECTION = "a strategy has no reflection";

    /** By owner and method, or a method of every owner. */
    private static final Map<String, String> REFUSED_CALLS =
            Map.ofEntries(
                    Map.entry("java.lang.Math.random", NO_CHANCE),
                    Map.entry("java.lang.StrictMath.random", NO_CHANCE),
                    Map.entry("java.util.Collections.shuffle", NO_CHANCE),
                    Map.entry(
                            "java.lang.Object.hashCode",
                            NO_CHANCE + ", and an object's own hash differs from run to run"),
                    Map.entry("java.lang.Object.getClass", NO_REFLECTION),
                    Map.entry("java.lang.Object.wait", NO_THREADS),
                    Map.entry("java.lang.Object.notify", NO_THREADS),
                    Map.entry("java.lang.Object.notifyAll", NO_THREADS),
                    Map.entry("java.lang.Integer.getInteger", NO_IO),
                    Map.entry("java.lang.Long.getLong", NO_IO),
                    Map.entry("java.lang.Boolean.getBoolean", NO_IO),
                    Map.entry("java.lang.Throwable.printStackTrace", NO_IO),
                    Map.entry("java.util.Locale.getDefault", NO_IO),
                    Map.entry("java.util.Locale.setDefault", NO_IO),
                    Map.entry("java.time.ZoneId.systemDefault", NO_IO),
                    Map.entry("lab.consensus.strategy.Strategies.all", NO_REFLECTION),
                    Map.entry("*.now", NO_CLOCK),
                    Map.entry("*.parallel", NO_THREADS),
                    Map.entry("*.parallelStream", NO_THREADS),
                    Map.entry("*.parallelSort", NO_THREADS),
                    Map.entry("*.parallelPrefix", NO_THREADS),
                    Map.entry("*.parallelSetAll", NO_THREADS),
                    Map.entry("*.generate", NO_END),
                    Map.entry("*.iterate", NO_END),
                    Map.entry("java.util.stream.LongStream.range", NO_END),
                    Map.entry("java.util.stream.LongStream.rangeClosed", NO_END));

    private AllowedCalls() {}

    /** Why a class may not be used; nothing if it may. */
    static Optional<String> refusalOf(String type) {
        if (BOOTSTRAPS.contains(type)) {
            return Optional.empty();
        }
        int dot = type.lastIndexOf('.');
        String folder = dot < 0 ? "" : type.substring(0, dot);
        boolean isAllowed =
                ALLOWED_PACKAGES.contains(folder)
                        || ALLOWED.getOrDefault(folder, Set.of()).contains(type.substring(dot + 1));
        return isAllowed ? Optional.empty() : Optional.of(why(type, folder));
    }

    private static String why(String type, String folder) {
        if (type.matches(
                "java\\.(time\\.(Clock|InstantSource).*|util\\.(Date|Calendar|GregorianCalendar|TimeZone))")) {
            return NO_CLOCK;
        }
        if (type.equals("java.lang.System")) {
            return "a strategy has no clock and reads and writes nothing";
        }
        if (type.matches(
                ".*\\b(Random|SplittableRandom|SecureRandom|UUID|ThreadLocalRandom|RandomGenerator)")) {
            return NO_CHANCE;
        }
        if (folder.startsWith("java.util.concurrent")
                || type.matches(
                        "java\\.lang\\.(Thread.*|InheritableThreadLocal|Runnable|ScopedValue.*)")
                || type.startsWith("java.util.Timer")) {
            return NO_THREADS;
        }
        if (folder.startsWith("java.lang.reflect")
                || folder.startsWith("java.lang.invoke")
                || type.matches(
                        "java\\.lang\\.(Class|ClassLoader|Module.*|StackWalker.*|ClassValue)")
                || folder.startsWith("sun.")
                || folder.startsWith("jdk.")) {
            return NO_REFLECTION;
        }
        if (folder.startsWith("java.io")
                || folder.startsWith("java.nio")
                || folder.startsWith("java.net")
                || folder.startsWith("java.sql")
                || type.matches(
                        "java\\.lang\\.(Process.*|Runtime|IO)|java\\.util\\.(Scanner|Properties|Formatter)")) {
            return NO_IO;
        }
        return "a strategy knows plain values, the lab's words and what it is shown";
    }

    /** Why a method may not be called, its class being allowed; nothing if it may. */
    static Optional<String> refusalOf(String owner, String method) {
        String why = REFUSED_CALLS.get(owner + "." + method);
        return Optional.ofNullable(why == null ? REFUSED_CALLS.get("*." + method) : why);
    }
}
