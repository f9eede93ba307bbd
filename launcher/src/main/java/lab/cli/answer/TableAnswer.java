package lab.cli.answer;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lab.launcher.query.AnswerSink;
import lab.launcher.query.Column;
import org.jspecify.annotations.Nullable;

/**
 * An answer as a table. Widths come from the first rows; a later value that is wider pushes its row
 * out rather than being cut.
 */
final class TableAnswer implements AnswerSink {
    private static final int ROWS_MEASURED_MAX = 1_000;
    private static final int ROWS_MEASURED_OF_CHANGES = 1;

    private final PrintWriter out;
    private final List<List<String>> held = new ArrayList<>();
    private List<Column> columns = List.of();
    private Kind kind = Kind.ROWS;
    private int[] widths = {};
    private long rows;

    TableAnswer(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void head(List<Column> given, Kind kind) {
        this.kind = kind;
        List<Column> shown = new ArrayList<>(given);
        if (kind == Kind.CHANGES) {
            shown.addFirst(new Column("change", "STRING"));
        }
        columns = shown;
    }

    @Override
    public void row(String change, List<@Nullable Object> values) {
        rows++;
        List<String> cells = new ArrayList<>(values.size() + 1);
        if (kind == Kind.CHANGES) {
            cells.add(change);
        }
        values.forEach(value -> cells.add(value == null ? "NULL" : value.toString()));
        if (widths.length > 0) {
            print(cells);
            return;
        }
        held.add(cells);
        if (held.size() >= (kind == Kind.CHANGES ? ROWS_MEASURED_OF_CHANGES : ROWS_MEASURED_MAX)) {
            printHeld();
        }
    }

    @Override
    public void end() {
        if (kind == Kind.DONE) {
            held.forEach(cells -> out.print(String.join(" ", cells) + "\n"));
            out.flush();
            return;
        }
        if (widths.length == 0) {
            printHeld();
        }
        rule();
        out.print(rows == 1 ? "1 row\n" : rows + " rows\n");
        out.flush();
    }

    private void printHeld() {
        widths =
                IntStream.range(0, columns.size())
                        .map(i ->
                                held.stream()
                                        .mapToInt(cells -> cells.get(i).length())
                                        .reduce(columns.get(i).name().length(), Math::max))
                        .toArray();
        rule();
        print(columns.stream().map(Column::name).toList());
        rule();
        held.forEach(this::print);
        held.clear();
    }

    private void rule() {
        out.print(
                IntStream.of(widths)
                                .mapToObj(width -> "-".repeat(width + 2))
                                .collect(Collectors.joining("+", "+", "+"))
                        + "\n");
    }

    private void print(List<String> cells) {
        var line = new StringBuilder("|");
        for (int i = 0; i < cells.size(); i++) {
            String pad = " ".repeat(Math.max(0, widths[i] - cells.get(i).length()));
            boolean isRight = columns.get(i).isNumeric();
            line.append(' ').append(isRight ? pad + cells.get(i) : cells.get(i) + pad).append(" |");
        }
        out.print(line.append('\n'));
        if (kind == Kind.CHANGES) {
            out.flush();
        }
    }
}
