package lab.launcher.directory;

import java.nio.file.FileSystemException;
import java.util.Optional;

/**
 * Something that the user has to know, in one line: the thing, the rule, the culprit, and after a
 * semicolon what to do.
 */
public final class LabException extends Exception {
    private static final long serialVersionUID = 1L;

    public LabException(String line) {
        super(line);
    }

    public LabException(String line, Throwable cause) {
        super(line, cause);
    }

    /**
     * A failure's reason in one line, without the names of exceptions that only wrap it. Where the
     * root of it has no words, those of what wraps it count.
     */
    public static String reason(Throwable failure) {
        Throwable root = failure;
        Optional<Throwable> told = Optional.empty();
        while (root.getCause() != null && !(root instanceof LabException)) {
            told = saysMore(root) ? Optional.of(root) : told;
            root = root.getCause();
        }
        root = saysMore(root) ? root : told.orElse(root);
        String message = root.getMessage();
        if (message == null || message.isBlank()) {
            return root.getClass().getSimpleName();
        }
        String line = message.lines().filter(text -> !text.isBlank()).findFirst().orElse(message);
        return root instanceof FileSystemException
                ? "%s (%s)".formatted(line, root.getClass().getSimpleName())
                : line.strip();
    }

    /** Whether it has words of its own, and not only the name of its cause. */
    private static boolean saysMore(Throwable failure) {
        String message = failure.getMessage();
        Throwable cause = failure.getCause();
        return message != null
                && !message.isBlank()
                && (cause == null || !message.equals(cause.toString()));
    }
}
