package lab.cli.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import lab.launcher.query.AnswerSink;
import lab.launcher.query.AnswerSink.Kind;
import lab.launcher.query.Column;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswerFormatTest {
    private static final List<Column> COLUMNS =
            List.of(
                    new Column("pair", "STRING"),
                    new Column("price", "DECIMAL(18, 8)"),
                    new Column("note", "STRING"));

    private final StringWriter text = new StringWriter();

    @Test
    void csv_quotes_what_needs_quotes_and_leaves_null_empty() throws IOException {
        answer(
                AnswerFormat.CSV,
                Kind.ROWS,
                row("BTC-USD", "1.50000000", "says \"a, b\"\nand goes on"),
                row("ETH-USD", null, ""));
        assertThat(text)
                .hasToString(
                        """
                        pair,price,note
                        BTC-USD,1.50000000,"says ""a, b""
                        and goes on"
                        ETH-USD,,""
                        """);
    }

    @Test
    void csv_of_a_stream_begins_with_what_each_row_does() throws IOException {
        answer(AnswerFormat.CSV, Kind.CHANGES, row("BTC-USD", "1", "x"));
        assertThat(text).hasToString("change,pair,price,note\n+I,BTC-USD,1,x\n");
    }

    @Test
    void json_is_one_array_with_every_column_of_every_row() throws IOException {
        answer(
                AnswerFormat.JSON,
                Kind.ROWS,
                row("BTC-USD", "1.50000000", null),
                row("ETH-USD", "2", List.of(Map.of("a", 1))));
        assertThat(text)
                .hasToString(
                        """
                        [
                        {"pair":"BTC-USD","price":"1.50000000","note":null},
                        {"pair":"ETH-USD","price":"2","note":[{"a":1}]}
                        ]
                        """);
    }

    @Test
    void json_without_rows_is_an_empty_array() throws IOException {
        answer(AnswerFormat.JSON, Kind.ROWS);
        assertThat(text).hasToString("[]\n");
    }

    @Test
    void json_of_a_stream_is_an_object_a_line() throws IOException {
        answer(AnswerFormat.JSON, Kind.CHANGES, row("BTC-USD", "1", "x"));
        assertThat(text)
                .hasToString(
                        "{\"change\":\"+I\",\"pair\":\"BTC-USD\",\"price\":\"1\",\"note\":\"x\"}\n");
    }

    @Test
    void a_table_is_as_wide_as_what_is_in_it_and_counts_its_rows() throws IOException {
        answer(
                AnswerFormat.TABLE,
                Kind.ROWS,
                row("BTC-USD", "93858.56", "x"),
                row("ETH-USD", "3.5", null));
        assertThat(text)
                .hasToString(
                        """
                        +---------+----------+------+
                        | pair    |    price | note |
                        +---------+----------+------+
                        | BTC-USD | 93858.56 | x    |
                        | ETH-USD |      3.5 | NULL |
                        +---------+----------+------+
                        2 rows
                        """);
    }

    @SafeVarargs
    private void answer(AnswerFormat format, Kind kind, List<@Nullable Object>... rows)
            throws IOException {
        AnswerSink sink = format.to(new PrintWriter(text, true));
        sink.head(COLUMNS, kind);
        for (List<@Nullable Object> row : rows) {
            sink.row("+I", new ArrayList<>(row));
        }
        sink.end();
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }
}
