package lab.lancer.imports.rows;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.apache.commons.io.ByteOrderMark;
import org.apache.commons.io.input.BOMInputStream;

/**
 * Lines of cells. A cell never spans lines in what we read, so a quote that is left open costs its
 * own line and no other.
 */
final class TextRows implements Rows {
    /** So many lines are looked at to find out what parts their cells. */
    private static final int LOOKED_AT = 100;

    private final PackedStream bytes;
    private final TextLines lines;
    private final Queue<TextLines.Line> first = new ArrayDeque<>();
    private final Separator separator;
    private final LastCells lastCells = new LastCells();
    private boolean endsOpen;

    private TextRows(PackedStream bytes, Reader decoded) throws IOException {
        this.bytes = bytes;
        this.lines = new TextLines(decoded);
        while (first.size() < LOOKED_AT) {
            Optional<TextLines.Line> line = lines.next();
            if (line.isEmpty()) {
                break;
            }
            first.add(line.get());
        }
        long odd = first.stream().filter(line -> !isText(line.text())).count();
        if (odd * 2 > first.size()) {
            throw new IOException("must be text, JSON or Feather, is none of these");
        }
        List<String> texts =
                first.stream().map(TextLines.Line::text).filter(text -> !text.isBlank()).toList();
        this.separator = texts.isEmpty() ? Separator.COMMA : Separator.of(texts);
    }

    /** Text in UTF-8, or in what its byte order mark says; UTF-16 shows without one too. */
    static TextRows open(PackedStream bytes) throws IOException {
        Charset likely = bytes.likelyCharset();
        BOMInputStream marked =
                BOMInputStream.builder()
                        .setInputStream(bytes)
                        .setByteOrderMarks(
                                ByteOrderMark.UTF_8,
                                ByteOrderMark.UTF_16LE,
                                ByteOrderMark.UTF_16BE,
                                ByteOrderMark.UTF_32LE,
                                ByteOrderMark.UTF_32BE)
                        .get();
        String name = marked.getBOMCharsetName();
        Charset charset = name == null ? likely : Charset.forName(name);
        return new TextRows(bytes, new InputStreamReader(marked, charset));
    }

    @Override
    public Optional<Row> next() throws IOException {
        Optional<TextLines.Line> line = nextLine();
        while (line.isPresent() && isEmpty(line.get())) {
            line = nextLine();
        }
        return line.map(this::row);
    }

    /** Blank, or the mark that old systems end a text with. */
    private static boolean isEmpty(TextLines.Line line) {
        return line.text().isBlank() || line.text().equals("\u001a");
    }

    private Optional<TextLines.Line> nextLine() throws IOException {
        return first.isEmpty() ? lines.next() : Optional.of(first.remove());
    }

    /** Neither a NUL, which power loss leaves in files, nor what no encoding of ours has. */
    private static boolean isText(String line) {
        return line.indexOf('\0') < 0
                && line.chars().filter(c -> c == '\uFFFD' || isControl(c)).count() * 8
                        <= line.length();
    }

    private static boolean isControl(int character) {
        return Character.isISOControl(character) && character != '\t';
    }

    private Row row(TextLines.Line line) {
        if (!line.hasEnd() && bytes.endedEarly()) {
            return new Row.Broken(line.number(), "the file is cut off here");
        }
        if (!line.isWhole()) {
            return new Row.Broken(
                    line.number(),
                    "a line must have at most %,d characters".formatted(TextLines.CHARACTERS_MAX));
        }
        if (!isText(line.text())) {
            return new Row.Broken(line.number(), "a line must be text, is none");
        }
        try {
            List<String> cells = separator.split(line.text());
            return line.hasEnd() ? ended(line, cells) : last(line, cells);
        } catch (IllegalArgumentException e) {
            return new Row.Broken(line.number(), String.valueOf(e.getMessage()));
        }
    }

    private Row ended(TextLines.Line line, List<String> cells) {
        lastCells.see(cells);
        return new Row.Cells(line.number(), cells);
    }

    /** The last line, where its end is missing. */
    private Row last(TextLines.Line line, List<String> cells) {
        if (line.text().stripTrailing().endsWith("\"")) {
            return new Row.Cells(line.number(), cells);
        }
        Optional<String> cut = lastCells.cut(cells);
        if (cut.isPresent()) {
            return new Row.Broken(
                    line.number(), "the file ends within this line, which " + cut.get());
        }
        endsOpen = lastCells.isDoubtful(cells);
        return new Row.Cells(line.number(), cells);
    }

    @Override
    public boolean endsOpen() {
        return endsOpen;
    }

    @Override
    public String kind() {
        return "text, cells separated by " + separator;
    }

    @Override
    public String unit() {
        return "line";
    }

    @Override
    public Optional<List<String>> names() {
        return Optional.empty();
    }

    @Override
    public Optional<String> cut() {
        return bytes.cut();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
