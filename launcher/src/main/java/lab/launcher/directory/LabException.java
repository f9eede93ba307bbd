package lab.launcher.directory;

import java.nio.file.FileSystemException;

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

    /** A failure's reason in one line, without the names of exceptions that only wrap it. */
    public static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && !(root instanceof LabException)) {
            root = root.getCause();
        }
        String message = root.getMessage();
        if (message == null || message.isBlank()) {
            return root.getClass().getSimpleName();
        }
        String line = message.lines().filter(text -> !text.isBlank()).findFirst().orElse(message);
        return root instanceof FileSystemException
                ? "%s (%s)".formatted(line, root.getClass().getSimpleName())
                : line.strip();
    }
}
