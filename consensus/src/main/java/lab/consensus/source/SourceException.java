package lab.consensus.source;

import java.util.List;

/** A file that is no strategy, or not one that may trade. Each line says where and why. */
public final class SourceException extends Exception {
    private static final long serialVersionUID = 1;

    private final List<String> lines;

    SourceException(List<String> lines) {
        super(String.join(System.lineSeparator(), lines));
        this.lines = List.copyOf(lines);
    }

    SourceException(String line) {
        this(List.of(line));
    }

    public List<String> lines() {
        return lines;
    }
}
