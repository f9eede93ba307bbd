package lab.flink.sql.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.util.SerializedThrowable;

/**
 * Why something failed, in one line: the innermost cause that says anything.
 *
 * <p>Flink wraps what went wrong in what it did about it: a reader's failure is "One or more
 * fetchers have encountered exception" in "Recovery is suppressed by NoRestartBackoffTimeStrategy".
 * And it carries failures from task to master as {@link SerializedThrowable}, whose messages begin
 * with the class that they stand for.
 */
public final class RootCause {
    private static final int CAUSES_MAX = 50;
    private static final int LENGTH_MAX = 300;

    /** They say something by their message alone. */
    private static final Set<String> NAMES_OF_NOTHING =
            Set.of(
                    "Throwable",
                    "Exception",
                    "Error",
                    "RuntimeException",
                    "IOException",
                    "UncheckedIOException",
                    "FlinkException",
                    "FlinkRuntimeException",
                    "CompletionException",
                    "ExecutionException",
                    "InvocationTargetException",
                    "UndeclaredThrowableException",
                    "WrappingRuntimeException");

    /** They follow from another failure. */
    private static final Set<String> CONSEQUENCES =
            Set.of(
                    "InterruptedException",
                    "ClosedByInterruptException",
                    "InterruptedIOException",
                    "CancellationException",
                    "CancelTaskException",
                    "ExceptionInChainedStubException");

    private RootCause() {}

    /** One link of the chain. */
    private record Link(String type, String message) {
        boolean saysSomething() {
            return !CONSEQUENCES.contains(type)
                    && !(message.isEmpty() && NAMES_OF_NOTHING.contains(type));
        }

        String line() {
            String text = message.isEmpty() ? type : type + ": " + message;
            return text.length() <= LENGTH_MAX ? text : text.substring(0, LENGTH_MAX) + "…";
        }
    }

    /** The class and the message of the cause of a failure. */
    public static String line(Throwable failure) {
        List<Link> links = new ArrayList<>();
        Throwable next = failure;
        while (next != null && links.size() < CAUSES_MAX) {
            links.add(link(next));
            next = next.getCause();
        }
        return links.reversed().stream()
                .filter(Link::saysSomething)
                .findFirst()
                .orElse(links.getLast())
                .line();
    }

    private static Link link(Throwable failure) {
        String type =
                failure instanceof SerializedThrowable serialized
                        ? serialized.getOriginalErrorClassName()
                        : failure.getClass().getName();
        String message = failure.getMessage() == null ? "" : failure.getMessage();
        Throwable cause = failure.getCause();
        if (cause != null && message.equals(cause.toString())) {
            message = ""; // what a wrapper says that was given none
        }
        return new Link(simple(type), firstLine(without(type, message)));
    }

    /** Also several times over: each hop adds one. */
    private static String without(String type, String message) {
        String rest = message.strip();
        while (rest.equals(type) || rest.startsWith(type + ": ")) {
            rest = rest.substring(Math.min(rest.length(), type.length() + 1)).strip();
        }
        return rest.equals("null") ? "" : rest;
    }

    private static String firstLine(String message) {
        return message.lines()
                .map(line -> line.replaceAll("\\p{C}", " ").strip())
                .filter(line -> !line.isEmpty())
                .filter(line -> !line.startsWith("at ") && !line.startsWith("Caused by: "))
                .findFirst()
                .orElse("");
    }

    private static String simple(String type) {
        String name = type.substring(type.lastIndexOf('.') + 1);
        return name.substring(name.lastIndexOf('$') + 1);
    }
}
